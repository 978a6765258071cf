import { describe, expect, it } from 'vitest';
import { type ClerkAuth, createClerkCerbos } from '../../../src';
import { member, signedOut } from './auths';
import { allowAll, fakeClient } from './fakeClient';

const document = (id: string, attr: object = {}) => ({ kind: 'document', id, attr });
const view = (id: string) => ({ resource: document(id), action: 'view' });

/** The principal of each call, and the ids that it asked about. */
const asked = ({ requests }: ReturnType<typeof fakeClient>) =>
  requests.map(({ principal, resources }) => [
    principal.id,
    ...resources.map(({ resource }) => resource.id),
  ]);

describe('questions of the core that pass one auth object in one tick', () => {
  it('are one call to the PDP, without an authorizer', async () => {
    const cerbos = fakeClient(allowAll);
    const { isAllowed, checkResource, authorize } = createClerkCerbos({ cerbos });
    await Promise.all([
      isAllowed(member, view('1')),
      isAllowed(member, view('2')),
      isAllowed(member, view('2')),
      checkResource(member, { resource: document('1'), actions: ['edit'] }),
      authorize(member, view('3')),
    ]);
    expect(asked(cerbos)).toEqual([['user_1', '1', '2', '3']]);
  });

  it('are one call where loaders find the resources in one tick, and each runs its own loader', async () => {
    const cerbos = fakeClient(allowAll);
    const loaded: string[] = [];
    const { isAllowed } = createClerkCerbos({
      cerbos,
      principal: { attr: () => Promise.resolve({ plan: 'pro' }) },
      resources: {
        document: async (id: string) => {
          loaded.push(id);
          return Promise.resolve({ attr: { id } });
        },
      },
    });
    const question = (id: string) => ({ resource: { kind: 'document', id }, action: 'view' });
    await Promise.all(['1', '1', '2'].map((id) => isAllowed(member, question(id))));
    expect(loaded).toEqual(['1', '1', '2']);
    expect(asked(cerbos)).toEqual([['user_1', '1', '2']]);
  });

  it('leave no answer for the next tick', async () => {
    const cerbos = fakeClient(allowAll);
    const { isAllowed } = createClerkCerbos({ cerbos });
    await isAllowed(member, view('1'));
    await isAllowed(member, view('1'));
    expect(asked(cerbos)).toEqual([
      ['user_1', '1'],
      ['user_1', '1'],
    ]);
  });

  it.each(['when the call starts', 'while the call is under way', 'when its answer is there'])(
    'do not share what is asked too late: %s',
    async (moment) => {
      const later: Promise<boolean>[] = [];
      const { isAllowed } = createClerkCerbos({
        cerbos: {
          ...fakeClient(allowAll),
          async checkResources(request) {
            calls.push(request.resources.length);
            if (calls.length > 1) return allowAll(request);
            const again = () => later.push(isAllowed(member, view('1')));
            if (moment === 'when the call starts') again();
            await new Promise((resolve) => setTimeout(resolve, 1));
            if (moment === 'while the call is under way') again();
            await new Promise((resolve) => setTimeout(resolve, 1));
            if (moment === 'when its answer is there') queueMicrotask(again);
            return allowAll(request);
          },
        },
      });
      const calls: number[] = [];
      await isAllowed(member, view('1'));
      await Promise.all(later);
      expect(later).toHaveLength(1);
      expect(calls).toEqual([1, 1]);
    },
  );

  it('get no answer for a resource that a slow loader finds after the answer has come', async () => {
    const cerbos = fakeClient(allowAll);
    let finish: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (finish = resolve));
    const { isAllowed } = createClerkCerbos({
      cerbos,
      resources: { document: () => slow.then(() => ({ attr: {} })) },
    });
    const late = isAllowed(member, { resource: { kind: 'document', id: '1' }, action: 'view' });
    await isAllowed(member, view('1'));
    finish();
    await late;
    expect(asked(cerbos)).toEqual([
      ['user_1', '1'],
      ['user_1', '1'],
    ]);
  });

  it('are asked apart where the auth object has changed in between', async () => {
    const cerbos = fakeClient(allowAll);
    const { isAllowed } = createClerkCerbos({ cerbos });
    const auth: { -readonly [K in keyof ClerkAuth]: ClerkAuth[K] } = { ...member };
    const first = isAllowed(auth, view('1'));
    auth.orgId = 'org_other';
    const second = isAllowed(auth, view('1'));
    auth.userId = 'user_2';
    const third = isAllowed(auth, view('1'));
    await Promise.all([first, second, third]);
    expect(
      cerbos.requests.map(({ principal }) => [principal.attr.orgId, principal.id]).toSorted(),
    ).toEqual([
      ['org_acme', 'user_1'],
      ['org_other', 'user_1'],
      ['org_other', 'user_2'],
    ]);
  });

  it('are asked apart where attributes of the principal or roles differ', async () => {
    const cerbos = fakeClient(allowAll);
    const tenants = ['acme', 'globex', 'acme'];
    const { isAllowed } = createClerkCerbos({
      cerbos,
      principal: { attr: () => ({ tenant: tenants.shift() }) },
    });
    await Promise.all(['1', '2', '3'].map((id) => isAllowed(member, view(id))));
    expect(
      cerbos.requests.map(({ principal, resources }) => [principal.attr.tenant, resources.length]),
    ).toEqual([
      ['acme', 2],
      ['globex', 1],
    ]);
    const roles = [['a'], ['b']];
    const byRole = fakeClient(allowAll);
    const other = createClerkCerbos({
      cerbos: byRole,
      principal: { roles: () => roles.shift() ?? [] },
    });
    await Promise.all(['1', '2'].map((id) => other.isAllowed(member, view(id))));
    expect(byRole.requests).toHaveLength(2);
  });

  it('are asked apart where their session tokens differ', async () => {
    const cerbos = fakeClient(allowAll);
    const token = (mark: string) =>
      `e30.${btoa(JSON.stringify({ sub: 'user_1', sid: 'sess_1' }))}.${mark}`;
    const tokens = ['a', 'b', 'a'].map(token);
    const auth = { ...member, getToken: () => Promise.resolve(tokens.shift() ?? null) };
    const { isAllowed } = createClerkCerbos({ cerbos, auxData: true });
    await Promise.all(['1', '2', '3'].map((id) => isAllowed(auth, view(id))));
    expect(cerbos.requests.map((request) => request.auxData?.jwt.token)).toEqual(
      ['a', 'b'].map(token),
    );
  });

  it('are asked apart for equal auth objects of two requests, and of two apps', async () => {
    const cerbos = fakeClient(allowAll);
    const one = createClerkCerbos({ cerbos });
    const other = createClerkCerbos({ cerbos });
    await Promise.all([
      one.isAllowed(member, view('1')),
      one.isAllowed({ ...member }, view('1')),
      other.isAllowed(member, view('1')),
      (await one.authorizer(member)).isAllowed(view('1')),
    ]);
    expect(cerbos.requests).toHaveLength(4);
  });

  it('are asked apart for signed-out callers, who may all have one constant', async () => {
    const cerbos = fakeClient((request) => {
      if (request.resources[0]?.resource.id === 'poison') throw new Error('status=403');
      return allowAll(request);
    });
    const { isAllowed } = createClerkCerbos({ cerbos });
    const [attack, innocent] = await Promise.allSettled(
      ['poison', '1'].map((id) => isAllowed(signedOut, view(id))),
    );
    expect([attack?.status, innocent]).toEqual(['rejected', { status: 'fulfilled', value: true }]);
  });

  it('keep their own signals: one that gives up does not stop the others', async () => {
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const cerbos = fakeClient(async (request) => {
      await answered;
      return allowAll(request);
    });
    const { isAllowed } = createClerkCerbos({ cerbos });
    const controller = new AbortController();
    const gone = isAllowed(member, view('1'), { signal: controller.signal });
    const stays = isAllowed(member, view('1'));
    const caught = gone.catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 1));
    controller.abort(new Error('gone'));
    expect(await caught).toMatchObject({ message: 'gone' });
    answer();
    expect(await stays).toBe(true);
    expect(cerbos.requests).toHaveLength(1);
  });
});
