import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type AnyPolicies,
  type ClerkAuth,
  type DecisionEvent,
  isClerkCerbosError,
  type LoaderContext,
} from '../../../src';
import { respond } from '../../../src/answer/respond';
import { createRequestBridge } from '../../../src/bridge/createRequestBridge';
import { type GuardRule, readRule } from '../../../src/bridge/guard/readRule';
import { member, signedOut } from '../ask/auths';
import { allowAll, fakeClient } from '../ask/fakeClient';

// The package takes its timers once, before a test can replace them. Here time is moved by hand.
vi.mock(import('../../../src/base/timers'), async (original) => ({
  ...(await original()),
  startTimer: (run, ms) => setTimeout(run, ms),
  stopTimer: (timer) => {
    clearTimeout(timer);
  },
}));

const never = () => new Promise<never>(() => undefined);
const after = <T>(ms: number, value: T) =>
  ms === 0
    ? Promise.resolve(value)
    : ms === Infinity
      ? never()
      : new Promise<T>((resolve) => setTimeout(resolve, ms, value));

// A session token is only read here, and passed on.
const claims = btoa(JSON.stringify({ sub: 'user_1', sid: 'sess_1' }));
const token = `e30.${claims}.c2ln`;

/** How long each part takes, in ms, in the order of the parts. */
interface Delays {
  readonly clerk: number;
  readonly attr: number;
  readonly token: number;
  readonly resource: number;
  readonly loader: number;
  readonly pdp: number;
}

const none: Delays = { clerk: 0, attr: 0, token: 0, resource: 0, loader: 0, pdp: 0 };

const names: Readonly<Record<keyof Delays, string>> = {
  clerk: "Clerk's SDK",
  attr: 'principal.attr',
  token: "getToken() of Clerk's auth object",
  resource: "the rule's resource function",
  loader: 'the loader of "document"',
  pdp: 'the PDP',
};

/** A bridge in which every part takes as long as it is told, and a rule that needs all parts. */
function slow(delays: Delays, options: { timeoutMs: number; rule?: Partial<GuardRule> }) {
  const events: DecisionEvent[] = [];
  const cerbos = fakeClient((request) => after(delays.pdp, allowAll(request)));
  const bridge = createRequestBridge<AnyPolicies, object, { signal?: AbortSignal }>(
    {
      cerbos,
      timeoutMs: options.timeoutMs,
      auxData: true,
      principal: { attr: () => after(delays.attr, {}) },
      resources: { document: () => after(delays.loader, { attr: {} }) },
      onDecision: (event) => events.push(event),
    },
    {
      auth: () =>
        after<ClerkAuth>(delays.clerk, { ...member, getToken: () => after(delays.token, token) }),
      head: () => undefined,
      signal: ({ signal }) => signal,
    },
  );
  const rule = readRule({
    action: 'view',
    resource: () => after(delays.resource, { kind: 'document', id: '1' }),
    ...options.rule,
  });
  const guarded = (req: { signal?: AbortSignal } = {}) => bridge.guard(req, rule, []).grant();
  return { ...bridge, rule, guarded, cerbos, events };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets time pass in steps, in which all that can run does: no step hides what a promise waits for. */
async function pass(ms: number): Promise<void> {
  const settle = async () => {
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  for (let step = 0; step < ms; step += 5) {
    await settle();
    vi.advanceTimersByTime(5);
  }
  await settle();
}

/** What came of it, and when. */
async function watch(granted: Promise<unknown>): Promise<{ outcome: unknown; at: number }> {
  const start = Date.now();
  const outcome = await granted.then(
    () => 'granted',
    (error: unknown) => error,
  );
  return { outcome, at: Date.now() - start };
}

describe('one deadline', () => {
  it('holds whichever parts are slow or never come, and the error names the part', async () => {
    const delay = fc.constantFrom(0, 10, 20, 50, Infinity);
    const delays = fc.record<Delays>({
      clerk: delay,
      attr: delay,
      token: delay,
      resource: delay,
      loader: delay,
      pdp: delay,
    });
    // Never equal to a sum of delays.
    const timeout = fc.constantFrom(15, 45, 105);
    await fc.assert(
      fc.asyncProperty(delays, timeout, async (delays, timeoutMs) => {
        const { guarded, cerbos, events } = slow(delays, { timeoutMs });
        const watched = watch(guarded());
        await pass(timeoutMs);
        const { outcome, at } = await watched;
        const [asked, heard] = [cerbos.requests.length, events.length];
        let elapsed = 0;
        const waits: [keyof Delays, number][] = [];
        for (const part of Object.keys(names) as (keyof Delays)[]) {
          if (elapsed > timeoutMs) break;
          waits.push([part, Math.min(delays[part], timeoutMs - elapsed)]);
          elapsed += delays[part];
        }
        const late = elapsed > timeoutMs ? waits.at(-1)?.[0] : undefined;
        if (late === undefined) {
          expect([outcome, at]).toEqual(['granted', elapsed]);
        } else {
          expect(at).toBe(timeoutMs);
          expect(outcome).toMatchObject({ name: 'UnavailableError', code: 'deadline_exceeded' });
          // Attributes and token are one wait, of which the longer is named; of several that took as
          // long, either is.
          const ms = (part: keyof Delays) => waits.find(([name]) => name === part)?.[1] ?? 0;
          const own = ms('attr') > ms('token') ? 'attr' : 'token';
          const sums = {
            ...Object.fromEntries(waits),
            attr: 0,
            token: 0,
            [own]: ms('attr') + ms('token'),
          };
          const longest = Math.max(...Object.values(sums));
          const slow = (Object.keys(names) as (keyof Delays)[])
            .filter((part) => (sums[part] ?? 0) === longest)
            .flatMap((part) =>
              ms('attr') === ms('token') && part === own
                ? [names.attr, names.token]
                : [names[part]],
            );
          const [, named] = /spent waiting for (.*)\. Make that/.exec(String(outcome)) ?? [];
          expect(slow).toContain(named);
        }
        // Nothing is asked or told of any more.
        await pass(200);
        expect([cerbos.requests.length, events.length]).toEqual([asked, heard]);
        expect(asked).toBe(late === undefined || late === 'pdp' ? 1 : 0);
        // Before Clerk has answered there is no principal that an event could name.
        const isKnown = late === undefined || !['clerk', 'attr', 'token'].includes(late);
        expect(events.map((event) => event.outcome)).toEqual(
          isKnown ? [late === undefined ? 'allowed' : 'unavailable'] : [],
        );
        expect(vi.getTimerCount()).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it.each(['isAllowed', 'checkResource', 'authorize'] as const)(
    'covers Clerk, attributes, token, loader and PDP of %s together',
    async (verb) => {
      const { verbs, cerbos } = slow(
        { ...none, clerk: 10, attr: 10, token: 10, loader: 10, pdp: 10 },
        { timeoutMs: 45 },
      );
      const question = {
        resource: { kind: 'document', id: '1' },
        action: 'view',
        actions: ['view'],
      };
      const { action: _one, ...several } = question;
      const { actions: _several, ...one } = question;
      const asked = watch(
        verb === 'checkResource' ? verbs.checkResource({}, several) : verbs[verb]({}, one),
      );
      await pass(45);
      expect(await asked).toMatchObject({ outcome: { code: 'deadline_exceeded' }, at: 45 });
      expect(cerbos.requests).toHaveLength(1);
    },
  );

  it('covers what is needed to make an authorizer', async () => {
    const { verbs } = slow({ ...none, attr: Infinity }, { timeoutMs: 45 });
    const authorizer = verbs.authorizer({});
    const made = watch(authorizer);
    await pass(45);
    expect(await made).toMatchObject({ at: 45 });
    const bound = await authorizer;
    expect(() => bound.principal).toThrow('[deadline_exceeded]');
  });

  it('names every loader that it still waits for', async () => {
    const { verbs } = createRequestBridge<AnyPolicies, object, object>(
      {
        cerbos: fakeClient(allowAll),
        timeoutMs: 45,
        resources: { fast: () => ({ attr: {} }), slow: never, slower: never },
      },
      { auth: () => Promise.resolve(member), head: () => undefined },
    );
    const resources = ['fast', 'slow', 'slower'].map((kind) => ({
      resource: { kind, id: '1' },
      actions: ['view'],
    }));
    const asked = watch(verbs.checkResources({}, { resources }));
    await pass(45);
    const { outcome } = await asked;
    expect(String(outcome)).toContain(
      'spent waiting for the loader of "slow" and the loader of "slower".',
    );
  });

  it('may be longer for a rule, while a call to the PDP still has the time of the app', async () => {
    const upload = slow({ ...none, resource: 60 }, { timeoutMs: 45, rule: { timeoutMs: 500 } });
    const granted = watch(upload.guarded());
    await pass(60);
    expect(await granted).toEqual({ outcome: 'granted', at: 60 });

    const hung = slow(
      { ...none, resource: 60, pdp: Infinity },
      { timeoutMs: 45, rule: { timeoutMs: 500 } },
    );
    const refused = watch(hung.guarded());
    await pass(105);
    expect(await refused).toMatchObject({ outcome: { code: 'deadline_exceeded' }, at: 105 });
  });

  it.each([0, -1, Number.NaN, Infinity, '5'])('can not be %s for a rule', (timeoutMs) => {
    const rule = {
      action: 'view',
      resource: { kind: 'document', id: '1' },
      timeoutMs,
    } as GuardRule;
    expect(() => readRule(rule)).toThrow(
      'The timeoutMs of a rule must be a number of milliseconds',
    );
  });

  it('is the own of each caller, where several wait for one call to the PDP', async () => {
    const { verbs, cerbos } = slow({ ...none, pdp: 60 }, { timeoutMs: 45 });
    const req = {};
    const question = { resource: { kind: 'document', id: '1' }, action: 'view' };
    const early = watch(verbs.isAllowed(req, question));
    await pass(30);
    const late = watch(verbs.isAllowed(req, question));
    await pass(45);
    expect(await early).toMatchObject({ outcome: { code: 'deadline_exceeded' }, at: 45 });
    expect(await late).toEqual({ outcome: 'granted', at: 30 });
    expect(cerbos.requests).toHaveLength(1);
  });

  it('opens the breaker where Clerk takes most of it and the PDP hangs', async () => {
    const { guarded } = slow({ ...none, clerk: 60, pdp: Infinity }, { timeoutMs: 100 });
    const codes: unknown[] = [];
    for (let request = 0; request < 12; request += 1) {
      const refused = watch(guarded());
      await pass(100);
      const { outcome } = await refused;
      codes.push(isClerkCerbosError(outcome) ? outcome.code : outcome);
    }
    expect(codes.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 'deadline_exceeded'));
    expect(codes[10]).toBe('breaker_open');
  });
});

describe('the deadline of a rule', () => {
  it('counts for those who wait no longer, however short it is, and for nobody else', async () => {
    const { guarded, verbs, cerbos } = slow(
      { ...none, pdp: Infinity },
      { timeoutMs: 1_000, rule: { timeoutMs: 20 } },
    );
    for (let request = 0; request < 13; request += 1) {
      const refused = watch(guarded());
      await pass(20);
      await refused;
    }
    expect(cerbos.requests).toHaveLength(11);
    const asked = watch(
      verbs.isAllowed({}, { resource: { kind: 'document', id: '2' }, action: 'view' }),
    );
    await pass(1_000);
    expect(await asked).toMatchObject({ outcome: { code: 'deadline_exceeded' } });
    expect(cerbos.requests).toHaveLength(12);
  });
});

describe('a client that hangs up', () => {
  const gone = new Error('The client has hung up.');

  it.each([
    [30, 10],
    [10, 12],
  ])('after %i of 45 ms, the PDP is asked %i times by 12 of them', async (ms, asked) => {
    const { guarded, cerbos } = slow({ ...none, pdp: Infinity }, { timeoutMs: 45 });
    for (let request = 0; request < 12; request += 1) {
      const controller = new AbortController();
      const refused = watch(guarded({ signal: controller.signal }));
      await pass(ms);
      controller.abort(gone);
      await refused;
    }
    // Silent for more than half of the deadline, it opens the breaker.
    expect(cerbos.requests).toHaveLength(asked);
  });

  it.each(['clerk', 'attr', 'token', 'resource', 'loader', 'pdp'] as const)(
    'ends a guard that waits for %s: quietly, with no grant and no question after it',
    async (part) => {
      const { guard, rule, cerbos, events } = slow({ ...none, [part]: 20 }, { timeoutMs: 1_000 });
      const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
      const controller = new AbortController();
      const call = guard({ signal: controller.signal }, rule, []);
      const handler = vi.fn(() => Response.json({ ran: true }));
      const answered = respond(call, async () => {
        await call.grant();
        return handler();
      });
      await pass(10);
      const asked = cerbos.requests.length;
      controller.abort(gone);
      const response = await answered;
      expect([response.status, await response.text()]).toEqual([499, '']);
      await pass(100);
      expect(handler).not.toHaveBeenCalled();
      expect(cerbos.requests).toHaveLength(asked);
      expect(log).not.toHaveBeenCalled();
      const isKnown = !['clerk', 'attr', 'token'].includes(part);
      expect(events.map(({ outcome }) => outcome)).toEqual(isKnown ? ['aborted'] : []);
      log.mockRestore();
    },
  );

  it('does not hide what a handler throws of its own', async () => {
    const { guard, rule } = slow(none, { timeoutMs: 1_000 });
    const controller = new AbortController();
    const call = guard({ signal: controller.signal }, rule, []);
    const mistake = new Error('of the app');
    const answered = respond(call, async () => {
      await call.grant();
      controller.abort(gone);
      throw mistake;
    });
    await expect(answered).rejects.toBe(mistake);
  });

  it('does not hide that a handler stopped halfway because of it', async () => {
    const { guard, rule } = slow(none, { timeoutMs: 1_000 });
    const controller = new AbortController();
    const call = guard({ signal: controller.signal }, rule, []);
    const answered = respond(call, async () => {
      await call.grant();
      controller.abort(gone);
      throw gone;
    });
    await expect(answered).rejects.toBe(gone);
  });

  it('ends no verb: a handler may go on after its client has gone', async () => {
    const { verbs } = slow({ ...none, pdp: 20 }, { timeoutMs: 1_000 });
    const controller = new AbortController();
    const asked = verbs.isAllowed(
      { signal: controller.signal },
      { resource: { kind: 'document', id: '1' }, action: 'view' },
    );
    await pass(10);
    controller.abort(gone);
    await pass(20);
    expect(await asked).toBe(true);
  });
});

describe('the signal of a loader', () => {
  function loading(pdp: Parameters<typeof fakeClient>[0]) {
    const signals: AbortSignal[] = [];
    const { guard, verbs } = createRequestBridge<AnyPolicies, object, object>(
      {
        cerbos: fakeClient(pdp),
        resources: {
          document: (_: string, { signal }: LoaderContext) => {
            signals.push(signal);
            return { attr: {}, value: signal };
          },
        },
      },
      { auth: () => Promise.resolve(member), head: () => undefined },
    );
    return { guard, verbs, signals };
  }

  it('is not aborted by a denial, since what was loaded stays in use', async () => {
    const { guard, signals } = loading((request) => {
      const answer = allowAll(request);
      const deny = ([action]: [string, string]) => [
        action,
        action === 'edit' ? 'EFFECT_DENY' : 'EFFECT_ALLOW',
      ];
      return {
        ...answer,
        results: answer.results.map((result) => ({
          ...result,
          actions: Object.fromEntries(Object.entries(result.actions).map(deny)),
        })),
      };
    });
    const resource = { kind: 'document', id: '1' };
    const req = {};
    const edit = guard(req, readRule({ action: 'edit', resource }), []);
    await expect(edit.grant()).rejects.toMatchObject({ code: 'denied' });
    const view = guard(req, readRule({ action: 'view', resource }), []);
    await view.grant();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  });

  it('is not aborted where the PDP fails afterwards', async () => {
    let isDown = true;
    const { verbs, signals } = loading((request) => {
      if (isDown) throw new Error('down');
      return allowAll(request);
    });
    const req = {};
    const question = { resource: { kind: 'document', id: '1' }, action: 'view' };
    await expect(verbs.isAllowed(req, question)).rejects.toMatchObject({ code: 'pdp_unreachable' });
    isDown = false;
    expect(await verbs.isAllowed(req, question)).toBe(true);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  });
});

describe('a caller who could not be verified', () => {
  it('is not taken for one who is signed out, whichever rule asked first', async () => {
    const outage: ClerkAuth = {
      ...signedOut,
      debug: () => ({ reason: 'jwk-remote-failed-to-load', message: '' }),
    };
    const { guard } = createRequestBridge<AnyPolicies, object, object>(
      { cerbos: fakeClient(allowAll) },
      {
        auth: (_, { acceptsToken }) => Promise.resolve(acceptsToken === 'any' ? outage : signedOut),
        head: () => undefined,
      },
    );
    const req = {};
    const resource = { kind: 'page', id: '1', attr: {} };
    await guard(req, readRule({ action: 'view', resource }), []).grant();
    const second = guard(req, readRule({ action: 'view', resource, acceptsToken: 'any' }), []);
    await expect(second.grant()).rejects.toMatchObject({ code: 'clerk_unreachable' });
  });
});
