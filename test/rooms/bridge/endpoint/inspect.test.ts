import { HTTP } from '@cerbos/http';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ClerkAuth } from '../../../../src';
import type { InspectedDecision } from '../../../../src/base/wire';
import { createRequestBridge } from '../../../../src/bridge/createRequestBridge';
import { webEndpointRequest } from '../../../../src/bridge/endpoint/EndpointRequest';
import { webHead } from '../../../../src/bridge/RequestHead';
import { member, signedOut, stale } from '../../ask/auths';
import { patient, usePdp } from '../../../setup/pdp';

const pdp = usePdp();
const document = {
  own: { attr: { ownerId: 'user_1', orgId: 'org_acme', public: false } },
  foreign: { attr: { ownerId: 'user_2', orgId: 'org_globex', public: false } },
};
const isKnown = (id: string): id is keyof typeof document => id in document;

/** An app of which each request is made by who is given with it. */
function app(options: { inspect?: boolean; url?: string; machineId?: string } = {}) {
  const callers = new WeakMap<Request, ClerkAuth>();
  const { url = pdp().httpUrl, ...inspect } = options;
  const { answerChecks, verbs } = createRequestBridge<Record<string, never>, object, Request>(
    {
      cerbos: new HTTP(url),
      ...patient,
      resources: {
        document: (id: string) => (isKnown(id) ? document[id] : null),
      },
      ...inspect,
    } as object as Parameters<
      typeof createRequestBridge<Record<string, never>, object, Request>
    >[0],
    { auth: async (request) => callers.get(request) ?? signedOut, head: webHead },
  );
  const requestOf = (auth: ClerkAuth, body: unknown) => {
    const request = new Request('https://app.example.com/api/cerbos', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    callers.set(request, auth);
    return request;
  };
  return {
    verbs,
    requestOf,
    async post(auth: ClerkAuth, body: unknown) {
      const request = requestOf(auth, body);
      const { status, body: answer } = await answerChecks(request, webEndpointRequest(request));
      return { status, answer };
    },
  };
}

const sessionOf = ({ userId = '', sessionId = '', orgId = '' }: ClerkAuth) => ({
  userId,
  sessionId,
  orgId,
});

/** What is told to who asks. */
async function inspected(
  { post }: ReturnType<typeof app>,
  auth: ClerkAuth,
): Promise<InspectedDecision[]> {
  const { status, answer } = await post(auth, { inspect: 0, session: sessionOf(auth) });
  expect(status).toBe(200);
  return (answer as { inspected: InspectedDecision[] }).inspected;
}

// All apps of a process have one memory, so each test is of sessions of its own.
let sessions = 0;
let me: ClerkAuth;
let staleMe: ClerkAuth;
beforeEach(() => {
  sessions += 1;
  me = { ...member, sessionId: `sess_${sessions}` };
  staleMe = { ...stale, sessionId: `sess_${sessions}` };
});

describe('an app that is inspected', () => {
  it('tells of what the browser asked, and of what the server decided, and why', async () => {
    const inspectable = app({ inspect: true });
    const { post, requestOf, verbs } = inspectable;
    const checks = [
      { kind: 'document', id: 'own', actions: ['view', 'delete'] },
      { kind: 'document', id: 'missing', actions: ['view'] },
    ];
    expect(await post(staleMe, { checks })).toEqual({
      status: 200,
      answer: { decisions: [{ view: true, delete: false }, { view: false }] },
    });
    const foreign = { kind: 'document', id: 'foreign' };
    const request = requestOf(staleMe, {});
    await Reflect.apply(verbs.isAllowed, undefined, [
      request,
      { resource: foreign, action: 'view' },
    ]);
    const told = await inspected(inspectable, staleMe);
    expect(
      told.map(({ asker, id, action, effect, outcome }) => [asker, id, action, effect, outcome]),
    ).toEqual([
      ['server', 'foreign', 'view', 'deny', 'denied'],
      ['browser', 'missing', 'view', 'deny', 'not_found'],
      ['browser', 'own', 'delete', 'deny', 'denied'],
      ['browser', 'own', 'view', 'allow', 'denied'],
    ]);
    expect(told[3]).toMatchObject({
      kind: 'document',
      policy: 'resource.document.vdefault',
      roles: ['user', 'org:member'],
      derivedRoles: ['owner', 'same_organization'],
      violations: [],
      batchSize: 1,
    });
    expect(told[2]?.stepUp).toEqual({ level: 'first_factor', afterMinutes: 10 });
    expect(told[3]?.duration).toBeGreaterThan(0);
    expect(JSON.stringify(told)).not.toContain('user_1');
  });

  it('tells only what is new', async () => {
    const inspectable = app({ inspect: true });
    await inspectable.post(me, {
      checks: [{ kind: 'document', id: 'own', actions: ['view'] }],
    });
    const [first] = await inspected(inspectable, me);
    const session = sessionOf(me);
    const again = await inspectable.post(me, { inspect: first?.number, session });
    expect(again).toEqual({ status: 200, answer: { inspected: [] } });
  });

  it('tells nobody what was decided for another user, session or organization, or nobody', async () => {
    const inspectable = app({ inspect: true });
    await inspectable.post(me, {
      checks: [{ kind: 'document', id: 'own', actions: ['view'] }],
    });
    const others: ClerkAuth[] = [
      { ...me, userId: 'user_2' },
      { ...me, sessionId: 'sess_other' },
      { ...me, orgId: 'org_globex' },
      signedOut,
    ];
    for (const other of others) expect(await inspected(inspectable, other)).toEqual([]);
    for (const other of others) {
      const stolen = await inspectable.post(other, { inspect: 0, session: sessionOf(me) });
      expect(stolen).toMatchObject({ status: 409, answer: { code: 'session_changed' } });
    }
    expect(await inspected(inspectable, me)).toHaveLength(1);
  });

  it('tells nobody what was decided for a machine', async () => {
    const inspectable = app({ inspect: true, machineId: 'mch_here' });
    const of = { isAuthenticated: true, scopes: ['mch_here'] };
    const machines: ClerkAuth[] = [
      { ...of, tokenType: 'm2m_token', id: 'mt_1', machineId: 'mch_there' },
      { ...of, tokenType: 'api_key', id: 'ak_1', userId: 'user_1' },
      { ...of, tokenType: 'api_key', id: 'ak_2', orgId: 'org_acme' },
      { ...of, tokenType: 'oauth_token', id: 'oat_1', userId: 'user_1', clientId: 'client_1' },
    ];
    const question = { resource: { kind: 'document', id: 'secret project' }, action: 'view' };
    for (const machine of machines) {
      const request = inspectable.requestOf(machine, {});
      await Reflect.apply(inspectable.verbs.isAllowed, undefined, [request, question]);
    }
    for (const asker of [signedOut, me, ...machines]) {
      const told = await inspected(inspectable, asker);
      expect(told.filter(({ id }) => id === question.resource.id)).toEqual([]);
    }
  });

  it('tells who is signed out what was decided for who is signed out', async () => {
    const inspectable = app({ inspect: true });
    await inspectable.post(signedOut, {
      checks: [{ kind: 'document', id: 'own', actions: ['view'] }],
    });
    const [last] = await inspected(inspectable, signedOut);
    expect(last).toMatchObject({ id: 'own', action: 'view', roles: ['anonymous'] });
  });

  it('tells of failures by their code', async () => {
    const inspectable = app({ inspect: true, url: 'http://127.0.0.1:1' });
    const checks = [{ kind: 'document', id: 'own', actions: ['view'] }];
    expect((await inspectable.post(me, { checks })).status).toBe(503);
    expect(await inspected(inspectable, me)).toEqual([
      expect.objectContaining({ effect: 'unknown', outcome: 'pdp_unreachable', batchSize: 0 }),
    ]);
  });

  it('keeps the last thousand decisions', async () => {
    const inspectable = app({ inspect: true });
    const actions = Array.from({ length: 50 }, (_, index) => `action${index}`);
    const checks = Array.from({ length: 25 }, () => ({ kind: 'document', id: 'own', actions }));
    await inspectable.post(me, { checks });
    expect(await inspected(inspectable, me)).toHaveLength(1_000);
  });

  it.each([
    ['a string for a number', { inspect: '0', session: sessionOf(member) }],
    ['no session', { inspect: 0 }],
    ['an odd session', { inspect: 0, session: { ...sessionOf(member), role: 'org:admin' } }],
    ['checks beside it', { inspect: 0, session: sessionOf(member), checks: [] }],
  ])('refuses %s', async (_, body) => {
    const answer = await app({ inspect: true }).post(me, body);
    expect(answer).toMatchObject({ status: 400, answer: { code: 'invalid_request' } });
  });
});

describe('an app that is not inspected', () => {
  it.each([{}, { inspect: false }])(
    'refuses to tell, and remembers nothing: %j',
    async (options) => {
      const closed = app(options);
      await closed.post(me, { checks: [{ kind: 'document', id: 'own', actions: ['view'] }] });
      const refused = await closed.post(me, { inspect: 0, session: sessionOf(me) });
      expect(refused).toMatchObject({ status: 400, answer: { code: 'invalid_request' } });
      expect(await inspected(app({ inspect: true }), me)).toEqual([]);
    },
  );
});
