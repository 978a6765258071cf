import { HTTP } from '@cerbos/http';
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { type AnyPolicies, type ClerkAuth, createClerkCerbos } from '../../../src';
import { createRequestBridge } from '../../../src/bridge/createRequestBridge';
import type { AnyGrant } from '../../../src/bridge/guard/Rule';
import { readRule } from '../../../src/bridge/guard/readRule';
import { patient, usePdp } from '../../setup/pdp';
import { member, signedOut } from './auths';

const pdp = usePdp();
const resource = { kind: 'contract', id: '1', scope: 'acme', attr: { secret: 'attribute' } };
const question = { resource, action: 'sign' };

let lines: MockInstance<typeof console.warn>;
beforeEach(() => {
  vi.stubEnv('NODE_ENV', 'development');
  lines = vi.spyOn(console, 'warn').mockReturnValue();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const start = (options: object = {}) => ({
  cerbos: new HTTP(pdp().httpUrl),
  ...patient,
  ...options,
});
const line = `[clerk-cerbos] denied: "user_1" of "org_acme", "sign" on contract "1" (resource.contract.vdefault/acme)`;

describe('in development, a denial is one line that says who, what and which policy', () => {
  it('of authorize', async () => {
    const { authorize } = createClerkCerbos(start());
    await expect(authorize(member, question)).rejects.toMatchObject({ code: 'denied' });
    expect(lines.mock.calls).toEqual([[line]]);
  });

  it('of a guard', async () => {
    const { guard } = createRequestBridge<AnyPolicies, object, { auth: ClerkAuth }>(start(), {
      auth: ({ auth }) => Promise.resolve(auth),
      head: () => undefined,
    });
    const granting = guard({ auth: member }, readRule(question), []).grant<AnyGrant>();
    await expect(granting).rejects.toMatchObject({ code: 'denied' });
    expect(lines.mock.calls).toEqual([[line]]);
  });

  it('of a caller who is told nothing, and of an id that would start a line', async () => {
    const { authorize } = createClerkCerbos(start());
    const odd = { ...question, resource: { ...resource, id: '1\n[x]' } };
    await expect(authorize(signedOut, odd)).rejects.toMatchObject({ code: 'signed_out' });
    expect(lines.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^\[clerk-cerbos\] signed_out: "anonymous", "sign" on contract "1\\n/,
        ),
      ],
    ]);
  });

  it('and there is none for a question that only probes', async () => {
    const { isAllowed, checkResource } = createClerkCerbos(start());
    expect(await isAllowed(member, question)).toBe(false);
    await checkResource(member, { resource, actions: ['sign'] });
    expect(lines).not.toHaveBeenCalled();
  });

  it.each([
    ['where logDenials is false', 'development', { logDenials: false }],
    ['in production', 'production', {}],
    ['in production, where logDenials is true', 'production', { logDenials: true }],
    ['in tests', 'test', {}],
  ])('and there is none %s', async (_, env, options) => {
    vi.stubEnv('NODE_ENV', env);
    const { authorize } = createClerkCerbos(start(options));
    await expect(authorize(member, question)).rejects.toMatchObject({ code: 'denied' });
    expect(lines).not.toHaveBeenCalled();
  });
});
