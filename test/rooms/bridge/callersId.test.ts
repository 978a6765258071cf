import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AnyPolicies, ClerkAuth } from '../../../src';
import { createRequestBridge } from '../../../src/bridge/createRequestBridge';
import { readRule } from '../../../src/bridge/guard/readRule';
import { member, signedOut } from '../ask/auths';
import { allowAll, fakeClient } from '../ask/fakeClient';

const cerbos = fakeClient(allowAll);
const load = vi.fn(() => ({ attr: {} }));
const { guard } = createRequestBridge<AnyPolicies, object, { auth: ClerkAuth }>(
  { cerbos, resources: { document: load } },
  { auth: ({ auth }) => Promise.resolve(auth), head: () => undefined },
);

/** Runs a guard whose rule finds this resource. */
const ask = (found: unknown, auth: ClerkAuth = member) => {
  const rule = readRule({ action: 'view', resource: () => found });
  return guard({ auth }, rule, []).grant();
};

/** What `?id=` and a JSON body can make of an id. */
const ids: readonly (readonly [name: string, id: unknown])[] = [
  ['is empty', ''],
  ['is missing', undefined],
  ['is null', null],
  ['is sent twice', ['1', '2']],
  ['is sent once, in a list', ['1']],
  ['is a number', 7],
  ['is an object', { id: '1' }],
  ['is half a character', '\ud800'],
];

describe.each(ids)('an id of the caller that %s', (_, id) => {
  beforeEach(() => {
    load.mockClear();
    cerbos.requests.length = 0;
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  it('is answered like a resource that does not exist, and nothing is asked', async () => {
    const logged = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')];
    await expect(ask({ kind: 'document', id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(ask({ kind: 'document', id, attr: {} })).rejects.toMatchObject({
      name: 'DeniedError',
      code: 'not_found',
    });
    expect([load.mock.calls, cerbos.requests]).toEqual([[], []]);
    for (const log of logged) expect(log).not.toHaveBeenCalled();
  });

  it('does not tell a signed-out caller that there is no such resource', async () => {
    await expect(ask({ kind: 'document', id }, signedOut)).rejects.toMatchObject({
      code: 'signed_out',
    });
  });

  it('does not hide that the kind is wrong, which is a mistake of the app', async () => {
    await expect(ask({ kind: '', id })).rejects.toMatchObject({ code: 'invalid_question' });
    await expect(ask({ id })).rejects.toMatchObject({ code: 'invalid_question' });
  });

  it('is told in development, without its value', async () => {
    vi.stubEnv('NODE_ENV', 'development');
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    // A name of its own, since each warning is logged once.
    await expect(ask({ kind: `kind of ${JSON.stringify(id)}`, id })).rejects.toThrow();
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(
        /resource function of a rule returned the kind "kind of .* with an id that is /,
      ),
    );
  });
});

it.each(['a document', 7, [], true])(
  'what is no resource at all is a mistake of the app: %s',
  async (found) => {
    await expect(ask(found)).rejects.toMatchObject({ code: 'invalid_question' });
  },
);
