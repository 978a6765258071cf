import { describe, expect, it, vi } from 'vitest';
import {
  type AnyPolicies,
  type CerbosClient,
  type ClerkAuth,
  createClerkCerbos,
  DeniedError,
} from '../../../src';
import { respond } from '../../../src/answer/respond';
import { createRequestBridge } from '../../../src/bridge/createRequestBridge';
import type { Grant } from '../../../src/bridge/guard/Rule';
import { readRule } from '../../../src/bridge/guard/readRule';
import { member, signedOut } from '../ask/auths';
import { allowAll, fakeClient } from '../ask/fakeClient';

/** Guards a handler as an adapter does, and shows what it is given. */
function guarded(
  rule: Parameters<typeof readRule>[0],
  cerbos: CerbosClient,
  handler: (grant: Grant) => Response | Promise<Response>,
  options: object = {},
) {
  const { guard } = createRequestBridge<AnyPolicies, object, { auth: ClerkAuth }>(
    { cerbos, ...options },
    { auth: ({ auth }) => Promise.resolve(auth), head: () => undefined },
  );
  const checked = readRule(rule);
  return (auth: ClerkAuth = member) => {
    const call = guard({ auth }, checked, []);
    return respond(call, async () => handler(await call.grant()));
  };
}

const ok = () => Response.json({ ran: true });
const down: CerbosClient = fakeClient(() => Promise.reject(new Error('down')));

describe('what was decided on', () => {
  it('can not be changed by a handler, for itself or for whoever comes next', async () => {
    const cerbos = fakeClient(allowAll);
    const attr = { ownerId: 'user_1', tags: ['a'] };
    const serve = guarded(
      { action: 'view', resource: { kind: 'document', id: '1', attr } },
      cerbos,
      ({ resource }) => {
        expect(Reflect.set(resource.attr, 'ownerId', 'user_2')).toBe(false);
        return ok();
      },
    );
    await serve();
    attr.ownerId = 'user_3';
    attr.tags.push('b');
    await serve();
    const asked = cerbos.requests.map(({ resources }) => resources[0]?.resource.attr);
    expect(asked).toEqual([
      { ownerId: 'user_1', tags: ['a'] },
      { ownerId: 'user_1', tags: ['a'] },
    ]);
  });

  it('is what the handler is given, whatever happens to the row in the meantime', async () => {
    const row = { ownerId: 'user_1', at: new Date(0) };
    const cerbos = fakeClient((request) => {
      row.ownerId = 'user_2';
      return allowAll(request);
    });
    for (const [rule, options] of [
      [{ action: 'view', resource: () => ({ kind: 'document', id: '1', attr: row }) }, {}],
      [
        { action: 'view', resource: { kind: 'document', id: '1' } },
        { resources: { document: () => ({ attr: row }) } },
      ],
    ] as const) {
      row.ownerId = 'user_1';
      const given: object[] = [];
      const serve = guarded(
        rule,
        cerbos,
        ({ resource }) => (given.push(resource.attr), ok()),
        options,
      );
      expect((await serve()).status).toBe(200);
      expect(given).toEqual([{ ownerId: 'user_1', at: new Date(0) }]);
    }
  });

  it('is read once, so that a getter can not say one thing and then another', async () => {
    let reads = 0;
    const attr = {
      get ownerId() {
        reads += 1;
        return reads === 1 ? 'user_1' : 'forged';
      },
    };
    const cerbos = fakeClient(allowAll);
    const given: object[] = [];
    const rule = { action: 'view', resource: () => ({ kind: 'document', id: '1', attr }) };
    await guarded(rule, cerbos, ({ resource }) => (given.push(resource.attr), ok()))();
    expect(cerbos.requests[0]?.resources[0]?.resource.attr).toEqual({ ownerId: 'user_1' });
    expect(given).toEqual([{ ownerId: 'user_1' }]);
  });

  it('is held against lists that a client can not reach', async () => {
    const cerbos = fakeClient(allowAll);
    const meddling: CerbosClient = {
      ...cerbos,
      checkResources: (request, options) => {
        request.resources[0]?.actions.push('admin');
        return cerbos.checkResources(request, options);
      },
    };
    const { checkResource } = createClerkCerbos({ cerbos: meddling });
    const resource = { kind: 'document', id: '1', attr: {} };
    const decision = await checkResource(member, { resource, actions: ['view'] });
    expect(decision.allowedActions()).toEqual(['view']);
  });

  it('is one scope and no other', async () => {
    const cerbos = fakeClient((request) => {
      const answer = allowAll(request);
      for (const { resource } of answer.results) resource.scope = 'mine';
      return answer;
    });
    const { checkResources } = createClerkCerbos({ cerbos });
    const entry = (scope: string) => ({
      resource: { kind: 'document', id: '1', attr: {}, scope },
      actions: ['view'],
    });
    await expect(
      checkResources(member, { resources: [entry('theirs'), entry('mine')] }),
    ).rejects.toMatchObject({ code: 'invalid_answer' });
  });

  it('stays what the mapping was when the bridge was made', async () => {
    const claims: Record<string, string> = { department: 'department' };
    const { authorizer } = createClerkCerbos({
      cerbos: fakeClient(allowAll),
      principal: { claims },
    });
    claims.userId = 'department';
    const auth = { ...member, sessionClaims: { department: 'user_admin' } };
    const { principal } = await authorizer(auth);
    expect(principal.attr).toMatchObject({ userId: 'user_1', department: 'user_admin' });
  });
});

describe('a refusal', () => {
  it('tells nobody who is signed out whether there is such a thing', async () => {
    const cerbos = fakeClient((request) => {
      const answer = allowAll(request);
      for (const result of answer.results) result.actions['1'] = 'EFFECT_DENY';
      return answer;
    });
    const refused = await Promise.all(
      [
        { resource: () => null, options: {} },
        {
          resource: { kind: 'document', id: '1' },
          options: { resources: { document: () => null } },
        },
        { resource: { kind: 'document', id: '1', attr: {} }, options: {} },
      ].map(async ({ resource, options }) => {
        const rule = { actions: ['read', '1'], resource };
        return (await guarded(rule, cerbos, ok, options)(signedOut)).text();
      }),
    );
    expect(new Set(refused).size).toBe(1);
    expect(JSON.parse(refused[0] ?? '')).toMatchObject({ actions: ['read', '1'] });
  });

  it('is an outage where what the rule asks in order to choose can not be answered', async () => {
    const { isAllowed } = createClerkCerbos({ cerbos: down });
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const serve = guarded(
      {
        action: 'view',
        resource: () => null,
        onDenied: () =>
          isAllowed(member, { resource: { kind: 'document', id: '1', attr: {} }, action: 'x' }),
      },
      down,
      ok,
    );
    expect((await serve()).status).toBe(503);
    log.mockRestore();
  });

  it('is never cached for others, even where the app answers', async () => {
    const serve = guarded(
      {
        action: 'view',
        resource: () => null,
        onDenied: () => new Response('no', { headers: { 'Cache-Control': 'public, max-age=60' } }),
      },
      down,
      ok,
    );
    expect((await serve()).headers.get('Cache-Control')).toBe('private, no-store');
  });

  it('is known by its brand, whatever a subclass is called', async () => {
    class Custom extends DeniedError {
      override readonly name = 'DeniedError';
    }
    Object.defineProperty(Custom.prototype, 'name', { value: 'Custom' });
    const error = new Custom({ code: 'denied', actions: ['view'], cerbosCallId: '' });
    Object.defineProperty(error, 'name', { value: 'Custom' });
    const serve = guarded(
      { action: 'view', resource: { kind: 'document', id: '1', attr: {} } },
      fakeClient(allowAll),
      () => Promise.reject(error),
    );
    expect((await serve()).status).toBe(403);
  });
});

describe('what nobody waits for any more', () => {
  it('is told to stop, where another part of the question has failed', async () => {
    let signal: AbortSignal | undefined;
    const fault = new Error('the database is down');
    const { checkResources } = createClerkCerbos({
      cerbos: fakeClient(allowAll),
      resources: {
        a: () => Promise.reject(fault),
        b: (_id: string, context: { signal: AbortSignal }) => {
          ({ signal } = context);
          return new Promise<null>(() => undefined);
        },
      },
    });
    const entry = (kind: string) => ({ resource: { kind, id: '1' }, actions: ['view'] });
    await expect(
      checkResources(member, { resources: [entry('b'), entry('a')] as never }),
    ).rejects.toBe(fault);
    expect(signal?.aborted).toBe(true);
  });

  it('is not waited for by a caller that gives up while the principal is made', async () => {
    const reason = new Error('the visitor left');
    const { isAllowed } = createClerkCerbos({
      cerbos: fakeClient(allowAll),
      principal: { attr: () => new Promise<object>(() => undefined) },
    });
    const question = { resource: { kind: 'document', id: '1', attr: {} }, action: 'view' };
    await expect(isAllowed(member, question, { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
  });

  it('is not sent to the PDP by a loader that comes too late', async () => {
    const cerbos = fakeClient(allowAll);
    const { isAllowed } = createClerkCerbos({
      cerbos,
      timeoutMs: 10,
      resources: {
        document: async () => {
          await new Promise((resolve) => setTimeout(resolve, 40));
          return { attr: {} };
        },
      },
    });
    await expect(
      isAllowed(member, { resource: { kind: 'document', id: '1' }, action: 'view' }),
    ).rejects.toMatchObject({ code: 'deadline_exceeded' });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(cerbos.requests).toEqual([]);
  });
});

describe('a plan that contradicts itself', () => {
  it.each([
    [
      'allows everything, but has a condition',
      { kind: 'KIND_ALWAYS_ALLOWED', condition: { operator: 'eq' } },
    ],
    ['has a condition that says nothing', { kind: 'KIND_CONDITIONAL', condition: {} }],
    ['has a list for a condition', { kind: 'KIND_CONDITIONAL', condition: [] }],
    ['is of no known kind', { kind: 'KIND_MAYBE' }],
    ['is of a kind that is no string', { kind: 1n }],
  ])('is no answer: it %s', async (_, plan) => {
    const cerbos = {
      ...fakeClient(allowAll),
      planResources: async ({ requestId }: { requestId: string }) => ({ requestId, ...plan }),
    };
    const { planResources } = createClerkCerbos({ cerbos: cerbos as unknown as CerbosClient });
    await expect(
      planResources(member, { resource: { kind: 'document' }, action: 'view' }),
    ).rejects.toMatchObject({ code: 'invalid_answer' });
  });
});
