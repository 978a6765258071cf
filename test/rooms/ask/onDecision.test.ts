import { HTTP } from '@cerbos/http';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type CerbosClient,
  type ClerkAuth,
  createClerkCerbos,
  type DecisionEvent,
  UnavailableError,
} from '../../../src';
import { patient, usePdp } from '../../setup/pdp';
import { impersonated, member, stale } from './auths';
import { allowAll, fakeClient } from './fakeClient';

const pdp = usePdp();
const mine = {
  kind: 'document',
  id: '1',
  attr: { ownerId: 'user_1', orgId: 'org_acme', public: false },
};
const document = (id: string) => ({ kind: 'document', id, attr: {} });
const view = { resource: document('1'), action: 'view' };
const never = () => new Promise<never>(() => undefined);

/** The verbs, and what a listener is told while they are used. */
function listening(cerbos: CerbosClient, options: object = {}) {
  const events: DecisionEvent[] = [];
  const onDecision = (event: DecisionEvent) => {
    events.push(event);
  };
  return { events, ...createClerkCerbos({ cerbos, onDecision, ...patient, ...options }) };
}

/** The only event. */
function only(events: readonly DecisionEvent[]): DecisionEvent {
  const [event] = events;
  if (event === undefined || events.length !== 1) throw new Error(`${events.length} events`);
  return event;
}

describe('the event of a decision of the real PDP', () => {
  it('says who asked what, what was decided, why, and what it took', async () => {
    const { events, checkResource } = listening(new HTTP(pdp().httpUrl));
    const decision = await checkResource(member, { resource: mine, actions: ['edit', 'fly'] });
    const event = only(events);
    expect(event).toEqual({
      type: 'check',
      asker: 'server',
      outcome: 'denied',
      errorCode: undefined,
      principal: {
        id: 'user_1',
        roles: ['user', 'org:member'],
        tokenType: 'session_token',
        actorId: '',
        actorType: '',
      },
      resource: { kind: 'document', id: '1', policyVersion: '', scope: '' },
      actions: ['edit', 'fly'],
      effects: { edit: 'EFFECT_ALLOW', fly: 'EFFECT_DENY' },
      found: true,
      stepUp: undefined,
      metadata: {
        actions: {
          edit: { matchedPolicy: 'resource.document.vdefault', matchedScope: '' },
          fly: { matchedPolicy: expect.any(String), matchedScope: '' },
        },
        effectiveDerivedRoles: expect.arrayContaining(['owner', 'same_organization']),
      },
      validationErrors: [],
      cerbosCallId: decision.cerbosCallId,
      pdp: pdp().httpUrl,
      durationMs: expect.any(Number),
      batchSize: 1,
      fromMemory: false,
    });
    expect(event.cerbosCallId).toMatch(/./);
    expect(event.durationMs).toBeGreaterThan(0);
  });

  it('does not give metadata to whoever did not ask for it', async () => {
    const { checkResource, checkResources } = listening(new HTTP(pdp().httpUrl));
    const question = { resource: mine, actions: ['edit'] };
    expect((await checkResource(member, question)).metadata).toBeUndefined();
    const [one] = await checkResources(member, { resources: [question], includeMetadata: true });
    expect(one.metadata?.actions.edit?.matchedPolicy).toBe('resource.document.vdefault');
  });

  it('names the impersonator', async () => {
    const { events, isAllowed } = listening(new HTTP(pdp().httpUrl));
    await isAllowed(impersonated, { resource: mine, action: 'view' });
    expect(only(events).principal).toMatchObject({
      id: 'user_1',
      actorId: 'user_staff',
      actorType: 'user',
    });
  });

  it('has what the policy demands of a session', async () => {
    const { events, isAllowed } = listening(new HTTP(pdp().httpUrl));
    await isAllowed(stale, { resource: mine, action: 'delete' });
    const stepUp = { level: 'first_factor', afterMinutes: 10 };
    expect(only(events)).toMatchObject({ outcome: 'denied', stepUp });
  });

  it.each<[string, string, string]>([
    ['document', 'view', 'conditional'],
    ['document', 'fly', 'denied'],
    ['mirror', 'look', 'allowed'],
  ])('is told of a plan for %s: %s is %s', async (kind, action, outcome) => {
    const { events, planResources } = listening(new HTTP(pdp().httpUrl));
    const plan = await planResources(member, { resource: { kind }, action });
    expect(only(events)).toMatchObject({
      type: 'plan',
      outcome,
      resource: { kind, id: '' },
      actions: [action],
      effects: {},
      cerbosCallId: plan.cerbosCallId,
      batchSize: 1,
    });
  });
});

describe('a listener', () => {
  it('is told of each question once, whoever asked it, and how many checks the call carried', async () => {
    const cerbos = fakeClient(allowAll);
    const { events, authorizer } = listening(cerbos);
    const { isAllowed, authorize, checkResource, checkResources, snapshot } =
      await authorizer(member);
    await Promise.all([
      isAllowed({ resource: document('1'), action: 'view' }),
      isAllowed({ resource: document('1'), action: 'view' }),
      authorize({ resource: document('2'), action: 'view' }),
      checkResource({ resource: document('3'), actions: ['view'] }),
      checkResources({
        resources: ['4', '5'].map((id) => ({ resource: document(id), actions: ['view'] })),
      }),
      snapshot([{ resource: document('6'), actions: ['view'] }]),
    ]);
    expect(cerbos.requests).toHaveLength(1);
    expect(events.map(({ resource }) => resource.id).toSorted()).toEqual([
      '1',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
    ]);
    expect(new Set(events.map(({ batchSize }) => batchSize))).toEqual(new Set([6]));
    expect(events.some(({ fromMemory }) => fromMemory)).toBe(false);
  });

  it('hears which answers were remembered, also where there is a client that takes its time', async () => {
    const cerbos = fakeClient(async (request) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      return allowAll(request);
    });
    const { events, authorizer } = listening(cerbos);
    const { isAllowed, checkResource, forget } = await authorizer(member);
    const first = isAllowed(view);
    await new Promise((resolve) => setTimeout(resolve, 1));
    // The call is under way: it is made for this one, too.
    await Promise.all([first, isAllowed(view)]);
    await isAllowed(view);
    await checkResource({ resource: document('1'), actions: ['view', 'edit'] });
    forget();
    await isAllowed(view);
    expect(events.map(({ fromMemory }) => fromMemory)).toEqual([false, false, true, false, false]);
    expect(cerbos.requests).toHaveLength(3);
  });

  it('hears before the asker does', async () => {
    const order: string[] = [];
    const onDecision = () => order.push('listener');
    const { isAllowed } = createClerkCerbos({ cerbos: fakeClient(allowAll), onDecision });
    await isAllowed(member, view).then(() => order.push('asker'));
    expect(order).toEqual(['listener', 'asker']);
  });

  it('gets frozen events, and nothing to change a decision with', async () => {
    const { events, checkResource } = listening(fakeClient(allowAll));
    const decision = await checkResource(member, { resource: document('1'), actions: ['view'] });
    const isFrozen = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(isFrozen));
    expect(isFrozen(only(events))).toBe(true);
    expect(only(events).effects).not.toBe(decision.actions);
  });

  it('is given the event alone, never the principal', async () => {
    const onDecision = vi.fn();
    const { isAllowed } = createClerkCerbos({ cerbos: fakeClient(allowAll), onDecision });
    await isAllowed(member, view);
    expect(onDecision.mock.calls.map((args) => args.length)).toEqual([1]);
  });

  it('is told of a resource that does not exist', async () => {
    const cerbos = fakeClient(allowAll);
    const { events, checkResource } = listening(cerbos, { resources: { document: () => null } });
    const resource = { kind: 'document', id: '1', scope: 'acme' };
    await checkResource(member, { resource, actions: ['view'] });
    expect(cerbos.requests).toEqual([]);
    expect(only(events)).toMatchObject({
      outcome: 'denied',
      found: false,
      resource: { kind: 'document', id: '1', scope: 'acme' },
      effects: { view: 'EFFECT_DENY' },
      cerbosCallId: '',
      batchSize: 0,
      fromMemory: false,
    });
  });

  it('is told where a schema is violated, and not with which value', async () => {
    const cerbos = fakeClient((request) => {
      const answer = allowAll(request);
      const violation = {
        path: '/ownerId',
        message: 'expected number, but got "Ada Lovelace"',
        source: 'SOURCE_RESOURCE',
      };
      return {
        ...answer,
        results: answer.results.map((result) => ({ ...result, validationErrors: [violation] })),
      };
    });
    const { events, isAllowed } = listening(cerbos);
    await isAllowed(member, view);
    expect(only(events).validationErrors).toEqual([
      { path: '/ownerId', source: 'SOURCE_RESOURCE' },
    ]);
  });

  it('that is not a function is refused when the bridge is made', () => {
    const onDecision = 'console.log' as never;
    expect(() => createClerkCerbos({ cerbos: fakeClient(allowAll), onDecision })).toThrow(
      'onDecision must be a function',
    );
  });
});

describe('a question without an answer', () => {
  const failing = (error: unknown) =>
    fakeClient(() => {
      throw error;
    });
  const refusal = Object.assign(new Error(), { code: 3, details: 'no' });

  it.each<[string, CerbosClient, object, object]>([
    [
      'of a PDP that is down',
      failing(new Error('down')),
      {},
      { outcome: 'unavailable', errorCode: 'pdp_unreachable' },
    ],
    [
      'of a PDP that is too late',
      fakeClient(never),
      { timeoutMs: 10 },
      { outcome: 'unavailable', errorCode: 'deadline_exceeded' },
    ],
    [
      'that makes sense',
      fakeClient(() => ({})),
      {},
      { outcome: 'unavailable', errorCode: 'invalid_answer' },
    ],
    [
      'since the PDP refuses',
      failing(refusal),
      {},
      { outcome: 'rejected', errorCode: 'pdp_rejected' },
    ],
  ])('%s is told with its code', async (_, cerbos, options, expected) => {
    const { events, isAllowed } = listening(cerbos, options);
    await expect(isAllowed(member, view)).rejects.toThrow();
    expect(only(events)).toMatchObject({
      ...expected,
      resource: { kind: 'document', id: '1' },
      actions: ['view'],
      effects: {},
      cerbosCallId: '',
      batchSize: 0,
    });
  });

  it('since its kind could be another is told with its code', async () => {
    const { events, isAllowed } = listening(fakeClient(allowAll), {
      resources: { org_document: () => null },
    });
    const resource = { ...document('1'), kind: 'org:document' };
    await expect(isAllowed(member, { resource, action: 'view' })).rejects.toThrow('org_document');
    expect(only(events)).toMatchObject({ outcome: 'misconfigured', errorCode: 'ambiguous_kind' });
  });

  it('since the caller gave up is no failure of the PDP', async () => {
    const { events, isAllowed } = listening(fakeClient(never));
    const signal = AbortSignal.timeout(10);
    await expect(isAllowed(member, view, { signal })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    expect(only(events)).toMatchObject({ outcome: 'aborted', errorCode: undefined });
  });

  it('since a loader threw is told without what it threw', async () => {
    const { events, isAllowed } = listening(fakeClient(allowAll), {
      resources: {
        document: () => {
          throw new Error('no row for ada@example.com');
        },
      },
    });
    const asked = isAllowed(member, { resource: { kind: 'document', id: '1' }, action: 'view' });
    await expect(asked).rejects.toThrow('no row');
    expect(only(events)).toMatchObject({ outcome: 'failed', errorCode: undefined });
    expect(JSON.stringify(events)).not.toContain('ada@example.com');
  });

  it('is told for each question that was asked with it, and for a plan', async () => {
    const { events, checkResources, planResources } = listening(failing(new Error('down')));
    const resources = ['1', '2'].map((id) => ({ resource: document(id), actions: ['view'] }));
    await expect(checkResources(member, { resources })).rejects.toThrow(UnavailableError);
    const plan = planResources(member, { resource: { kind: 'document' }, action: 'view' });
    await expect(plan).rejects.toThrow(UnavailableError);
    expect(events.map(({ type, outcome, resource }) => [type, outcome, resource.id])).toEqual([
      ['check', 'unavailable', '1'],
      ['check', 'unavailable', '2'],
      ['plan', 'unavailable', ''],
    ]);
  });
});

describe('a listener that fails', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  const broken: [string, () => unknown][] = [
    [
      'throws',
      () => {
        throw new Error('the log is full');
      },
    ],
    ['rejects', () => Promise.reject(new Error('the log is far away'))],
  ];

  it.each(broken)('and %s changes no answer', async (_, onDecision) => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const { isAllowed, authorize } = createClerkCerbos({
      cerbos: fakeClient(allowAll),
      onDecision,
    });
    expect(await isAllowed(member, view)).toBe(true);
    expect((await authorize(member, view)).allAllowed()).toBe(true);
    const down = createClerkCerbos({
      cerbos: fakeClient(() => {
        throw new Error('down');
      }),
      onDecision,
    });
    await expect(down.isAllowed(member, view)).rejects.toMatchObject({ code: 'pdp_unreachable' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('is not waited for', async () => {
    const { isAllowed } = createClerkCerbos({ cerbos: fakeClient(allowAll), onDecision: never });
    expect(await isAllowed(member, view)).toBe(true);
  });

  it.each(broken)('and %s is named in development, once', async (_, onDecision) => {
    vi.stubEnv('NODE_ENV', 'development');
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { isAllowed } = createClerkCerbos({ cerbos: fakeClient(allowAll), onDecision });
    await isAllowed(member, view);
    await isAllowed(member, view);
    await Promise.resolve();
    const said = warn.mock.calls.map(([message]) => String(message));
    expect(said).toEqual([expect.stringMatching(/onDecision threw an error.*the log is/)]);
  });
});

describe('whatever is asked', () => {
  const secret = fc.uuid().map((id) => `secret-${id}`);
  const secrets = fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), secret, { maxKeys: 4 });

  it('no value of any attribute, claim or output is told', async () => {
    const asked = fc.record({ attr: secrets, mapped: secrets, claims: secrets, output: secret });
    await fc.assert(
      fc.asyncProperty(asked, fc.boolean(), async ({ attr, mapped, claims, output }, fails) => {
        const cerbos = fakeClient((request) => {
          if (fails) throw Object.assign(new Error(output), { code: 3, details: output });
          const answer = allowAll(request);
          const outputs = [{ action: 'view', source: 'a', value: output }];
          return { ...answer, results: answer.results.map((result) => ({ ...result, outputs })) };
        });
        const { events, isAllowed } = listening(cerbos, {
          principal: { claims: 'all', attr: () => mapped },
        });
        const auth: ClerkAuth = { ...member, sessionClaims: claims };
        const question = { resource: { kind: 'document', id: '1', attr }, action: 'view' };
        await isAllowed(auth, question).catch(() => undefined);
        expect(JSON.stringify(only(events))).not.toContain('secret-');
      }),
    );
  });
});
