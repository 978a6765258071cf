import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClerkCerbos } from '../../../src/adapters/web';
import type { ClerkAuth } from '../../../src';
import { usePdp } from '../../setup/pdp';
import { HTTP } from '@cerbos/http';
import { member, signedOut } from '../ask/auths';
import { allowAll, fakeClient } from '../ask/fakeClient';

const pdp = usePdp();
const attr = { ownerId: 'user_1', orgId: 'org_acme', public: false };
const documents = new Map([
  ['1', { attr, value: { title: 'Plan' } }],
  ['2', { attr: { ...attr, ownerId: 'user_2', orgId: 'org_globex' }, value: { title: 'Theirs' } }],
]);
const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
const request = (headers: Record<string, string> = {}) =>
  new Request('https://app.example.com/api', { method: 'POST', headers });

/** The entry with documents, and the real PDP unless another client is given. */
function setUp({
  auth = member,
  cerbos = new HTTP(pdp().httpUrl),
}: { auth?: ClerkAuth; cerbos?: HTTP | ReturnType<typeof fakeClient> } = {}) {
  const ask = vi.fn(async () => auth);
  const resources = { document: async (id: string) => documents.get(id) ?? null };
  return { ask, ...createClerkCerbos({ cerbos, auth: ask, resources }) };
}

const edit = (id: string) => ({ action: 'edit', resource: { kind: 'document', id } }) as const;

afterEach(() => {
  vi.restoreAllMocks();
});

describe('grantFor', () => {
  it('returns the grant of the rule, with what the loader found', async () => {
    const { grantFor } = setUp();
    const { resource, decision, principal, authorizer, auth } = await grantFor(
      request(),
      edit('1'),
    );
    expect(resource).toEqual({ kind: 'document', id: '1', attr, value: { title: 'Plan' } });
    expect([decision.isAllowed('edit'), decision.isAllowed('delete')]).toEqual([true, false]);
    expect([principal.id, auth]).toEqual(['user_1', member]);
    expect(await authorizer.isAllowed(edit('2'))).toBe(false);
  });

  it.each([
    ['another user', member, edit('2'), 'denied'],
    ['a user, of a hidden document', member, { ...edit('2'), onDenied: 'not-found' }, 'not_found'],
    ['a user, of no document', member, edit('3'), 'not_found'],
    ['a signed-out caller', signedOut, edit('1'), 'signed_out'],
  ] as const)('throws the denial for %s', async (_, auth, rule, code) => {
    await expect(setUp({ auth }).grantFor(request(), rule)).rejects.toMatchObject({ code });
  });

  it.each(['', ['1'], { toString: () => '1' }, undefined, 1])(
    'takes an id that a caller has left out or garbled for one of no document: %j',
    async (id) => {
      const { grantFor } = setUp();
      const resource = { kind: 'document', id: id as string };
      const asked = grantFor(request(), { action: 'edit', resource });
      await expect(asked).rejects.toMatchObject({ code: 'not_found' });
    },
  );

  it('decides on the resource as it was when it was called', async () => {
    const { grantFor } = setUp();
    const resource = { kind: 'document', id: '1' };
    const asked = grantFor(request(), { action: 'edit', resource });
    resource.id = '2';
    expect((await asked).resource.id).toBe('1');
  });

  it('takes a function that finds the resource, or finds none', async () => {
    const { grantFor } = setUp();
    const found = await grantFor(request(), {
      action: 'edit',
      resource: async () => edit('1').resource,
    });
    expect(found.resource.value.title).toBe('Plan');
    const none = grantFor(request(), { action: 'edit', resource: () => null });
    await expect(none).rejects.toMatchObject({ code: 'not_found' });
  });

  it('refuses a write of a page of another origin before the rule is read further', async () => {
    const { grantFor } = setUp();
    const resource = vi.fn(() => edit('1').resource);
    const forged = grantFor(request(foreign), { action: 'edit', resource });
    await expect(forged).rejects.toMatchObject({ code: 'other_origin' });
    expect(resource).not.toHaveBeenCalled();
    await grantFor(request(foreign), { action: 'edit', resource, anyOrigin: true });
    await grantFor(request({ ...foreign, authorization: 'Bearer x' }), {
      action: 'edit',
      resource,
    });
    expect(resource).toHaveBeenCalledTimes(2);
  });

  it('asks once for the rules of one tick and one request, and asks Clerk once', async () => {
    const cerbos = fakeClient(allowAll);
    const { grantFor, ask } = setUp({ cerbos });
    const given = request();
    await Promise.all(['1', '2', '1'].map((id) => grantFor(given, edit(id))));
    expect(cerbos.requests.map(({ resources }) => resources.length)).toEqual([2]);
    await grantFor(given, edit('1'));
    expect([cerbos.requests.length, ask.mock.calls.length]).toEqual([1, 1]);
    await grantFor(request(), edit('1'));
    expect([cerbos.requests.length, ask.mock.calls.length]).toEqual([2, 2]);
  });

  it('tells Clerk which tokens the rule accepts', async () => {
    const { grantFor, ask } = setUp();
    const refused = grantFor(request(), { ...edit('1'), acceptsToken: 'api_key' });
    await expect(refused).rejects.toMatchObject({ code: 'signed_out' });
    expect(ask).toHaveBeenCalledWith(expect.anything(), { acceptsToken: 'api_key' });
  });

  it.each([
    ['a function as onDenied', [request(), { ...edit('1'), onDenied: () => 'not-found' }]],
    ['no action', [request(), { resource: edit('1').resource }]],
    ['no rule', [request()]],
    ['no request', [undefined, edit('1')]],
  ])('rejects with %s', async (_, args) => {
    const { grantFor } = setUp();
    const asked = Reflect.apply(grantFor, undefined, args) as Promise<unknown>;
    await expect(asked).rejects.toMatchObject({ code: 'invalid_configuration' });
  });

  it('fails a guarded handler that does not await it', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    const { grantFor, withCerbos } = setUp();
    const handler = withCerbos(edit('1'), (given: Request) => {
      void grantFor(given, edit('2'));
      return Response.json({ done: true });
    });
    const response = await handler(request());
    expect([response.status, await response.json()]).toMatchObject([500, { code: 'not_awaited' }]);
  });
});
