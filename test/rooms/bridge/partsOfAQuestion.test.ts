import { HTTP } from '@cerbos/http';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AnyPolicies, type ClerkAuth, createClerkCerbos } from '../../../src';
import { respond } from '../../../src/answer/respond';
import { webEndpointRequest } from '../../../src/bridge/endpoint/EndpointRequest';
import { createRequestBridge } from '../../../src/bridge/createRequestBridge';
import type { AnyGrant } from '../../../src/bridge/guard/Rule';
import { readRule } from '../../../src/bridge/guard/readRule';
import { patient, usePdp } from '../../setup/pdp';
import { member } from '../ask/auths';
import { allowAll, fakeClient } from '../ask/fakeClient';

const pdp = usePdp();

// The base policy lets everybody sign, the scope `acme` and the version `v2` nobody.
const rows: Readonly<Record<string, object>> = {
  base: {},
  'base, said': { scope: '', policyVersion: '' },
  acme: { scope: 'acme' },
  v2: { policyVersion: 'v2' },
};
const found = (id: string) => ({ attr: {}, ...rows[id] });
const loaders = {
  'one by one': { contract: found },
  'many at once': {
    contract: {
      loadMany: (ids: readonly string[]) => new Map(ids.map((id) => [id, found(id)])),
    },
  },
};
const signed: Readonly<Record<string, boolean>> = {
  base: true,
  'base, said': true,
  acme: false,
  v2: false,
};

describe.each(Object.entries(loaders))(
  'what loaders say, %s, of scope and version',
  (_, loader) => {
    const options = () => ({ cerbos: new HTTP(pdp().httpUrl), resources: loader, ...patient });
    let bridge: ReturnType<typeof createRequestBridge<AnyPolicies, object, { auth: ClerkAuth }>>;
    beforeAll(() => {
      bridge = createRequestBridge(options(), {
        auth: ({ auth }) => Promise.resolve(auth),
        head: () => undefined,
      });
    });

    /** Every way on which one can ask whether a contract may be signed. */
    const ways: Readonly<Record<string, (id: string) => Promise<boolean | undefined>>> = {
      isAllowed: (id) =>
        bridge.verbs.isAllowed(
          { auth: member },
          { resource: { kind: 'contract', id }, action: 'sign' },
        ),
      checkResource: async (id) => {
        const question = { resource: { kind: 'contract', id }, actions: ['sign', 'read'] };
        const decision = await bridge.verbs.checkResource({ auth: member }, question);
        expect(decision.isAllowed('read')).toBe(true);
        expect(decision.resource.scope).toBe(id === 'acme' ? 'acme' : '');
        return decision.isAllowed('sign');
      },
      authorize: (id) =>
        bridge.verbs
          .authorize({ auth: member }, { resource: { kind: 'contract', id }, action: 'sign' })
          .then(
            () => true,
            () => false,
          ),
      'a rule': async (id) => {
        const rule = readRule({ action: 'sign', resource: { kind: 'contract', id } });
        const call = bridge.guard({ auth: member }, rule, []);
        const answer = await respond(call, async () => {
          await call.grant();
          return new Response();
        });
        return answer.ok;
      },
      'a grant that is asked about again': async (id) => {
        const rule = readRule({ action: 'read', resource: { kind: 'contract', id } });
        const call = bridge.guard({ auth: member }, rule, []);
        const { authorizer, resource } = await call.grant<AnyGrant>();
        return authorizer.isAllowed({ resource, action: 'sign' });
      },
      snapshot: async (id) => {
        const checks = [{ resource: { kind: 'contract', id }, actions: ['sign'] }];
        const { decisions } = await bridge.verbs.snapshot({ auth: member }, checks);
        return decisions[0]?.actions.sign;
      },
      checkEndpoint: async (id) => {
        const { status, body } = await ask([{ kind: 'contract', id, actions: ['sign'] }]);
        expect(status).toBe(200);
        return (body as { decisions: { sign: boolean }[] }).decisions[0]?.sign;
      },
    };

    const ask = (checks: object[]) => {
      const request = new Request('https://app.example.com/api/cerbos', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ checks }),
      });
      return bridge.answerChecks({ auth: member }, webEndpointRequest(request));
    };

    it.each(Object.keys(ways))('reaches the PDP by %s', async (way) => {
      const answers: Record<string, unknown> = {};
      for (const id of Object.keys(rows)) answers[id] = await ways[way]?.(id);
      expect(answers).toEqual(signed);
    });

    it('may be said again by the question', async () => {
      const resource = { kind: 'contract', id: 'acme', scope: 'acme' };
      const check = { resource, actions: ['sign', 'read'] };
      expect((await bridge.verbs.snapshot({ auth: member }, [check])).decisions).toEqual([
        { kind: 'contract', id: 'acme', actions: { sign: false, read: true } },
      ]);
      expect((await bridge.verbs.checkResource({ auth: member }, check)).resource.scope).toBe(
        'acme',
      );
    });

    it.each([
      ['scope', { id: 'acme', scope: 'globex' }],
      ['scope', { id: 'base, said', scope: 'acme' }],
      ['policyVersion', { id: 'v2', policyVersion: 'v3' }],
      ['policyVersion', { id: 'base, said', policyVersion: 'v2' }],
    ])(
      'is never told apart in silence from a question that says another %s',
      async (name, asked) => {
        const question = { resource: { kind: 'contract', ...asked }, action: 'read' };
        await expect(bridge.verbs.isAllowed({ auth: member }, question)).rejects.toMatchObject({
          code: 'invalid_question',
          path: `resource.${name}`,
          message: expect.stringContaining('"contract"') as string,
        });
      },
    );

    it('is not for the browser to say', async () => {
      for (const part of [{ scope: '' }, { scope: 'acme' }, { policyVersion: 'v2' }]) {
        const { status, body } = await ask([
          { kind: 'contract', id: 'base', actions: ['sign'], ...part },
        ]);
        expect([status, body]).toMatchObject([400, { code: 'invalid_request' }]);
      }
    });
  },
);

describe('a snapshot', () => {
  const { snapshot } = createClerkCerbos({
    cerbos: fakeClient(allowAll),
    clientAttributes: ['draft'],
    resources: { contract: () => ({ attr: {} }), gone: () => null },
  });

  it.each([
    ['whose loader says none', { kind: 'contract', id: '1', scope: 'acme' }],
    ['whose loader is not asked', { kind: 'contract', id: '1', attr: {}, scope: 'acme' }],
    ['whose attributes the browser says', { kind: 'draft', id: '1', attr: {}, scope: 'acme' }],
    ['that the browser can not ask about', { kind: 'other', id: '1', attr: {}, scope: 'acme' }],
    ['with a version', { kind: 'contract', id: '1', policyVersion: 'v2' }],
  ])('refuses a scope that the browser could not ask with: of a kind %s', async (_, resource) => {
    await expect(
      snapshot(member, [
        { resource: { kind: 'contract', id: '0' }, actions: ['sign'] },
        { resource, actions: ['sign'] },
      ]),
    ).rejects.toMatchObject({
      code: 'invalid_question',
      path: expect.stringMatching(/^checks\[1\]\.resource\.(scope|policyVersion)$/) as string,
    });
  });

  it('of what is not there needs none', async () => {
    const resource = { kind: 'gone', id: '1', scope: 'acme' };
    const { decisions } = await snapshot(member, [{ resource, actions: ['sign'] }]);
    expect(decisions).toEqual([{ kind: 'gone', id: '1', actions: { sign: false } }]);
  });
});

describe('a plan', () => {
  it('is asked with the scope and the version of its question', async () => {
    const { planResources } = createClerkCerbos({ cerbos: new HTTP(pdp().httpUrl), ...patient });
    const kinds = [];
    for (const part of [{}, { scope: 'acme' }, { policyVersion: 'v2' }]) {
      const plan = await planResources(member, {
        resource: { kind: 'contract', ...part },
        action: 'sign',
      });
      kinds.push(plan.kind);
    }
    expect(kinds).toEqual(['KIND_ALWAYS_ALLOWED', 'KIND_ALWAYS_DENIED', 'KIND_ALWAYS_DENIED']);
  });
});
