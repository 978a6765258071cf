import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AnyPolicies, ClerkAuth } from '../../../src';
import type { AnyGrant } from '../../../src/bridge/guard/Rule';
import { createRequestBridge } from '../../../src/bridge/createRequestBridge';
import { readRule } from '../../../src/bridge/guard/readRule';
import { member, signedOut } from '../ask/auths';
import { allowAll, fakeClient } from '../ask/fakeClient';

const cerbos = fakeClient(allowAll);
const load = vi.fn((id: string) => ({ attr: { loaded: id }, value: 'a row' }));
const { guard, grantFor, verbs } = createRequestBridge<AnyPolicies, object, { auth: ClerkAuth }>(
  { cerbos, resources: { document: load } },
  { auth: ({ auth }) => Promise.resolve(auth), head: () => undefined },
);

type Making = (...args: never[]) => unknown;

const ask = (newResource: unknown, args: readonly unknown[] = [], auth: ClerkAuth = member) =>
  guard({ auth }, readRule({ action: 'create', newResource }), args).grant<AnyGrant>();

const document = (attr: object = {}) => ({ kind: 'document', attr });
const asked = () => cerbos.requests.flatMap(({ resources }) => resources);

afterEach(() => {
  cerbos.requests.length = 0;
  load.mockClear();
});

describe('newResource', () => {
  it('gets the caller that is decided on, and then the arguments of the handler', async () => {
    const make = vi.fn<Making>(() => document());
    const grant = await ask(make, ['a request', { params: { id: '7' } }]);
    expect(make).toHaveBeenCalledExactlyOnceWith(
      { principal: grant.principal, auth: grant.auth },
      'a request',
      { params: { id: '7' } },
    );
    expect(grant.principal.attr.orgId).toBe('org_acme');
  });

  it('is asked about with its attributes and an id that no resource has, and nothing is loaded', async () => {
    const make = async ({ principal }: { principal: { attr: { orgId: string } } }) => ({
      ...document({ orgId: principal.attr.orgId }),
      scope: 'acme',
      policyVersion: 'v2',
    });
    const { resource, decision } = await ask(make);
    const common = { kind: 'document', id: '(new)', scope: 'acme', policyVersion: 'v2' };
    const attr = { orgId: 'org_acme' };
    expect(asked()).toEqual([{ resource: { ...common, attr }, actions: ['create'] }]);
    expect(resource).toEqual({ ...common, attr, value: undefined });
    expect(decision.resource).toEqual(common);
    expect(load).not.toHaveBeenCalled();
  });

  it('asks about two new resources of a kind separately', async () => {
    const request = { auth: member };
    const makes = [1, 2].map((size) =>
      guard(request, readRule({ action: 'create', newResource: () => document({ size }) }), []),
    );
    const grants = await Promise.all(makes.map((call) => call.grant()));
    expect(grants.map(({ resource }) => resource.attr)).toEqual([{ size: 1 }, { size: 2 }]);
    expect(asked().map(({ resource }) => resource.attr)).toEqual([{ size: 1 }, { size: 2 }]);
  });

  it('has no grant if the PDP denies it, though the one beside it is allowed', async () => {
    // Both have the same id, so each is asked about in a call of its own.
    const picky = fakeClient((request) => {
      const answer = allowAll(request);
      if (request.resources[0]?.resource.attr.size === 1) return answer;
      const actions = { create: 'EFFECT_DENY' };
      return { ...answer, results: answer.results.map((one) => ({ ...one, actions })) };
    });
    const bridge = createRequestBridge<AnyPolicies, object, { auth: ClerkAuth }>(
      { cerbos: picky },
      { auth: ({ auth }) => Promise.resolve(auth), head: () => undefined },
    );
    const request = { auth: member };
    const [allowed, denied] = await Promise.allSettled(
      [1, 2].map((size) =>
        bridge
          .guard(request, readRule({ action: 'create', newResource: () => document({ size }) }), [])
          .grant<AnyGrant>(),
      ),
    );
    expect(allowed).toMatchObject({ status: 'fulfilled' });
    expect(denied).toMatchObject({ status: 'rejected', reason: { code: 'denied' } });
  });

  it('is a frozen copy: later changes of the app change nothing', async () => {
    const attr = { tags: ['a'] };
    const { resource } = await ask(() => document(attr));
    attr.tags.push('b');
    expect(resource.attr).toEqual({ tags: ['a'] });
    expect(Object.isFrozen(resource.attr)).toBe(true);
  });

  it('can be asked about further, as it stands in the grant', async () => {
    const { authorizer, resource } = await ask(() => document({ size: 1 }));
    expect(await authorizer.isAllowed({ resource, action: 'publish' })).toBe(true);
    expect(asked().at(-1)).toMatchObject({
      resource: { id: '(new)', attr: { size: 1 } },
      actions: ['publish'],
    });
  });

  it('works in grantFor, too', async () => {
    const { resource } = await grantFor(
      { auth: member },
      { action: 'create', newResource: () => document({ size: 3 }) },
    );
    expect(resource).toMatchObject({ id: '(new)', attr: { size: 3 } });
  });

  it.each([null, undefined])(
    'that returns %s does not exist, and nothing is asked',
    async (none) => {
      await expect(ask(() => none)).rejects.toMatchObject({ code: 'not_found' });
      await expect(ask(() => none, [], signedOut)).rejects.toMatchObject({ code: 'signed_out' });
      expect(asked()).toEqual([]);
    },
  );

  it('passes on what it throws', async () => {
    const fault = new Error('a fault of the app');
    await expect(ask(() => Promise.reject(fault))).rejects.toBe(fault);
    expect(asked()).toEqual([]);
  });

  it.each([
    ['an id', { ...document(), id: '7' }, 'newResource.id', /choose the id in the handler/],
    [
      'an id of another type',
      { ...document(), id: null },
      'newResource.id',
      /Return \{ kind, attr/,
    ],
    ['no attributes', { kind: 'document' }, 'newResource.attr', /No loader can find/],
    [
      'misspelt attributes',
      { kind: 'document', attributes: {} },
      'newResource.attributes',
      /Write attr/,
    ],
    ['attributes that are no object', { kind: 'document', attr: 7 }, 'newResource.attr', /object/],
    ['no kind', { attr: {} }, 'newResource.kind', /non-empty string/],
    ['text', 'document', 'newResource.kind', /non-empty string/],
  ])('is refused if it returns %s, and nothing is asked', async (_, made, path, says) => {
    await expect(ask(() => made)).rejects.toMatchObject({
      name: 'RejectedError',
      path,
      message: expect.stringMatching(says) as string,
    });
    expect([asked(), load.mock.calls]).toEqual([[], []]);
  });

  it('that takes too long is named, and nothing is asked', async () => {
    const rule = readRule({
      action: 'create',
      timeoutMs: 20,
      newResource: () => new Promise(() => undefined),
    });
    await expect(guard({ auth: member }, rule, []).grant()).rejects.toMatchObject({
      code: 'deadline_exceeded',
      message: expect.stringContaining("the rule's newResource function") as string,
    });
    expect(asked()).toEqual([]);
  });
});

describe('the id of what does not exist yet', () => {
  it('is never loaded, so it can not be the one of a resource', async () => {
    const resource = { kind: 'document', id: '(new)' };
    const rule = readRule({ action: 'view', resource: () => resource });
    await expect(guard({ auth: member }, rule, []).grant()).rejects.toMatchObject({
      code: 'not_found',
    });
    const decision = await verbs.checkResource({ auth: member }, { resource, actions: ['view'] });
    expect([decision.found, decision.allAllowed()]).toEqual([false, false]);
    expect([asked(), load.mock.calls]).toEqual([[], []]);
  });
});
