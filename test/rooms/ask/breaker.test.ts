import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type CerbosClient,
  type ClerkAuth,
  createClerkCerbos,
  isClerkCerbosError,
} from '../../../src';
import { type CallHealth, createBreaker } from '../../../src/ask/pdp/createBreaker';
import { member } from './auths';
import { allowAll, fakeClient } from './fakeClient';

// The package takes its timers once, before a test can replace them. Here time is moved by hand.
vi.mock(import('../../../src/base/timers'), async (original) => ({
  ...(await original()),
  startTimer: (run, ms) => setTimeout(run, ms),
  stopTimer: (timer) => {
    clearTimeout(timer);
  },
}));

const document = (id: string) => ({ kind: 'document', id, attr: {} });
const view = { resource: document('1'), action: 'view' };
const never = () => new Promise<never>(() => undefined);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  // The middle of every random pause.
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

type Mood = (request: Parameters<CerbosClient['checkResources']>[0]) => unknown;
const broken: Mood = () => {
  throw Object.assign(new Error(), { code: 13, details: 'boom' });
};
const unreached: Mood = () => {
  throw Object.assign(new Error(), { code: 14, details: 'down' });
};
const refusing: Mood = () => {
  throw Object.assign(new Error(), { code: 3, details: 'no' });
};

/** A client whose mood changes, and what comes of a question: its code, or `allowed`. */
function moody(options: object = {}) {
  const pdp = { mood: broken };
  const cerbos = fakeClient((request) => pdp.mood(request));
  const { isAllowed } = createClerkCerbos({ cerbos, ...options });
  const ask = (signal?: AbortSignal, auth: ClerkAuth = member) =>
    isAllowed(auth, view, signal && { signal }).then(
      (answer) => (answer ? 'allowed' : 'denied'),
      (error: unknown) => Reflect.get(Object(error), 'code') as unknown,
    );
  const askOften = async (times: number) => {
    const codes = new Set<unknown>();
    for (let time = 0; time < times; time += 1) codes.add(await ask());
    return [...codes];
  };
  /** Lets ten calls fail in a quarter of a second, which opens the breaker. */
  const failLong = async () => {
    const codes = new Set<unknown>();
    for (let time = 0; time < 10; time += 1) {
      vi.advanceTimersByTime(25);
      codes.add(await ask());
    }
    return [...codes];
  };
  return { pdp, cerbos, ask, askOften, failLong };
}

describe('the breaker', () => {
  it('opens when most calls fail, and then no call is made', async () => {
    const { cerbos, askOften, failLong } = moody();
    expect(await failLong()).toEqual(['pdp_unreachable']);
    expect(await askOften(30)).toEqual(['breaker_open']);
    expect(cerbos.requests).toHaveLength(10);
  });

  it('does not open while failures are not older than a connection that a retry replaces', async () => {
    const { pdp, askOften } = moody({ retry: false });
    pdp.mood = unreached;
    expect(await askOften(30)).toEqual(['pdp_unreachable']);
    vi.advanceTimersByTime(199);
    expect(await askOften(1)).toEqual(['pdp_unreachable']);
    pdp.mood = allowAll;
    expect(await askOften(1)).toEqual(['allowed']);
    pdp.mood = unreached;
    expect(await askOften(30)).toEqual(['pdp_unreachable']);
    vi.advanceTimersByTime(250);
    expect(await askOften(2)).toEqual(['pdp_unreachable', 'breaker_open']);
  });

  it('says why it is open', async () => {
    const { cerbos, failLong } = moody();
    await failLong();
    const { isAllowed } = createClerkCerbos({ cerbos });
    await expect(isAllowed(member, view)).rejects.toMatchObject({
      name: 'UnavailableError',
      code: 'breaker_open',
      cause: { code: 'pdp_unreachable' },
    });
  });

  it('is not closed by what a proxy refuses before a PDP that is down', async () => {
    const { pdp, cerbos, ask, askOften, failLong } = moody({ retry: false });
    await failLong();
    pdp.mood = () => {
      const details = 'Received HTTP status code 413';
      throw Object.assign(new Error(), { code: 14, details });
    };
    vi.advanceTimersByTime(1_500);
    expect(await ask()).toBe('pdp_rejected');
    pdp.mood = broken;
    vi.advanceTimersByTime(1_500);
    expect(await askOften(30)).toEqual(['pdp_unreachable', 'breaker_open']);
    expect(cerbos.requests).toHaveLength(12);
  });

  it.each([
    ['user', { tokenType: 'api_key', userId: 'user_mallory' }],
    ['organization', { tokenType: 'api_key', orgId: 'org_mallory' }],
    ['machine', { tokenType: 'm2m_token', machineId: 'mch_mallory', scopes: ['mch_here'] }],
  ])('takes all tokens of one %s for one caller', async (_, owner) => {
    const { pdp, ask } = moody({ retry: false, machineId: 'mch_here' });
    pdp.mood = (request) => {
      if (request.principal.id === member.userId) return allowAll(request);
      throw Object.assign(new Error(), { code: 14, details: 'reset' });
    };
    const codes: unknown[] = [];
    for (let turn = 0; turn < 60; turn += 1) {
      for (let odd = 0; odd < 5; odd += 1) {
        await ask(undefined, { isAuthenticated: true, id: `token_${odd}`, ...owner });
      }
      codes.push(await ask());
      vi.advanceTimersByTime(50);
    }
    expect(new Set(codes)).toEqual(new Set(['allowed']));
  });

  it('is one for each client, however many bridges ask through it', async () => {
    const { cerbos, failLong } = moody();
    await failLong();
    const code = 'breaker_open';
    await expect(createClerkCerbos({ cerbos }).isAllowed(member, view)).rejects.toMatchObject({
      code,
    });
    const other = createClerkCerbos({ cerbos: fakeClient(allowAll) });
    expect(await other.isAllowed(member, view)).toBe(true);
    const without = createClerkCerbos({ cerbos, breaker: false });
    await expect(without.isAllowed(member, view)).rejects.toMatchObject({
      code: 'pdp_unreachable',
    });
  });

  it('stays closed where fewer fail than are answered, and where failures are long past', async () => {
    const { pdp, ask } = moody();
    for (let time = 0; time < 60; time += 1) {
      pdp.mood = time % 3 === 0 ? broken : allowAll;
      expect(await ask()).toBe(time % 3 === 0 ? 'pdp_unreachable' : 'allowed');
    }
    pdp.mood = broken;
    const slow = moody();
    for (let time = 0; time < 30; time += 1) {
      expect(await slow.ask()).toBe('pdp_unreachable');
      if (time % 5 === 4) vi.advanceTimersByTime(11_000);
    }
  });

  it('lets one call at a time through after a pause, and closes when it is answered', async () => {
    const { pdp, cerbos, ask, askOften, failLong } = moody();
    await failLong();
    vi.advanceTimersByTime(99);
    expect(await ask()).toBe('breaker_open');
    vi.advanceTimersByTime(1);
    let answer: () => void = () => undefined;
    pdp.mood = (request) =>
      new Promise((resolve) => {
        answer = () => {
          resolve(allowAll(request));
        };
      });
    const probe = ask();
    await vi.waitFor(() => {
      expect(cerbos.requests).toHaveLength(11);
    });
    expect(await Promise.all([ask(), ask(), ask()])).toEqual(Array(3).fill('breaker_open'));
    answer();
    expect(await probe).toBe('allowed');
    pdp.mood = allowAll;
    expect(await askOften(5)).toEqual(['allowed']);
    expect(cerbos.requests).toHaveLength(16);
  });

  it('stays open when the call that it lets through fails, and waits twice as long, up to its rest', async () => {
    const { cerbos, ask, askOften, failLong } = moody({ breaker: { restMs: 300 } });
    await failLong();
    for (const rest of [100, 200, 300, 300]) {
      vi.advanceTimersByTime(rest - 1);
      expect(await askOften(5)).toEqual(['breaker_open']);
      vi.advanceTimersByTime(1);
      expect(await ask()).toBe('pdp_unreachable');
    }
    expect(cerbos.requests).toHaveLength(14);
  });

  it('rests at random, so that all processes do not test at the same moment', async () => {
    for (const [random, rest] of [
      [0, 80],
      [0.75, 111],
    ] as const) {
      vi.spyOn(Math, 'random').mockReturnValue(random);
      const { ask, failLong } = moody();
      await failLong();
      vi.advanceTimersByTime(rest - 1);
      expect(await ask()).toBe('breaker_open');
      vi.advanceTimersByTime(1);
      expect(await ask()).toBe('pdp_unreachable');
    }
  });

  it('closes when the PDP refuses: it is there', async () => {
    const { pdp, ask, failLong } = moody();
    await failLong();
    vi.advanceTimersByTime(1_000);
    pdp.mood = refusing;
    expect(await ask()).toBe('pdp_rejected');
    pdp.mood = allowAll;
    expect(await ask()).toBe('allowed');
  });

  it('lets another call through when the one that it let through was given up', async () => {
    const { pdp, cerbos, ask, failLong } = moody();
    await failLong();
    vi.advanceTimersByTime(1_000);
    pdp.mood = never;
    const controller = new AbortController();
    const probe = ask(controller.signal);
    await vi.waitFor(() => {
      expect(cerbos.requests).toHaveLength(11);
    });
    controller.abort(new Error('the visitor left'));
    await probe;
    pdp.mood = allowAll;
    expect(await ask()).toBe('allowed');
  });

  it.each<[string, Mood]>([
    ['what the PDP refuses', refusing],
    ['an answer that makes no sense', () => ({})],
    [
      'an address that is none',
      () => {
        throw Object.assign(new TypeError(), { code: 'ERR_INVALID_URL' });
      },
    ],
  ])('never opens for %s', async (_, mood) => {
    const { pdp, cerbos, askOften } = moody();
    pdp.mood = mood;
    const codes = await askOften(40);
    expect(codes).toHaveLength(1);
    expect(codes).not.toContain('breaker_open');
    expect(cerbos.requests).toHaveLength(40);
  });

  it('never opens for callers who give up', async () => {
    const { pdp, ask } = moody();
    pdp.mood = never;
    for (let time = 0; time < 30; time += 1) {
      const controller = new AbortController();
      const asked = ask(controller.signal);
      await Promise.resolve();
      controller.abort(new Error('the visitor left'));
      await asked;
    }
    pdp.mood = allowAll;
    expect(await ask()).toBe('allowed');
  });

  it('opens for a PDP that is too late, also where the client does not listen', async () => {
    const { pdp, cerbos, ask } = moody({ timeoutMs: 100 });
    pdp.mood = never;
    // Each with an auth object of its own, or they would be one call.
    const asked = Array.from({ length: 12 }, () => ask(undefined, { ...member }));
    await vi.waitFor(() => {
      expect(cerbos.requests).toHaveLength(12);
    });
    await vi.advanceTimersByTimeAsync(100);
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['deadline_exceeded']));
    const codes: unknown[] = [];
    while (codes.length < 4 && !codes.includes('breaker_open')) {
      const late = ask();
      await vi.advanceTimersByTimeAsync(100);
      codes.push(await late);
    }
    expect(codes.at(-1)).toBe('breaker_open');
  });

  it('does not open for loaders that leave the PDP no time', async () => {
    const cerbos = fakeClient(never);
    const load = () => new Promise((resolve) => setTimeout(resolve, 90, { attr: {} }));
    const { isAllowed } = createClerkCerbos({
      cerbos,
      timeoutMs: 100,
      resources: { document: load as () => Promise<{ attr: object }> },
    });
    const loaded = { resource: { kind: 'document', id: '1' }, action: 'view' } as const;
    const asked = Array.from({ length: 30 }, () => isAllowed(member, loaded));
    const settled = Promise.allSettled(asked);
    await new Promise((resolve) => process.nextTick(resolve));
    await vi.advanceTimersByTimeAsync(95);
    expect(cerbos.requests).toHaveLength(30);
    await vi.advanceTimersByTimeAsync(5);
    expect((await settled)[0]).toMatchObject({ reason: { code: 'deadline_exceeded' } });
    const again = Promise.allSettled([isAllowed(member, { ...view })]);
    await new Promise((resolve) => process.nextTick(resolve));
    await vi.advanceTimersByTimeAsync(100);
    expect(await again).toMatchObject([{ reason: { code: 'deadline_exceeded' } }]);
  });

  it('opens for those who failed, and for all once three of them did', async () => {
    const { cerbos, ask, failLong } = moody();
    await failLong();
    const others = ['user_2', 'user_3', 'user_4', 'user_5'].map((userId) => ({
      ...member,
      userId,
    }));
    for (const auth of others.slice(0, 2)) {
      expect(await ask(undefined, auth)).toBe('pdp_unreachable');
      expect(await ask(undefined, auth)).toBe('breaker_open');
    }
    for (const auth of others) expect(await ask(undefined, auth)).toBe('breaker_open');
    expect(cerbos.requests).toHaveLength(12);
  });

  it('lets those for whom nothing failed find out first if the PDP is back', async () => {
    const { pdp, ask } = moody();
    const users = ['user_1', 'user_2', 'user_3'].map((userId) => ({ ...member, userId }));
    for (let time = 0; time < 4; time += 1) {
      vi.advanceTimersByTime(70);
      for (const auth of users) await ask(undefined, auth);
    }
    vi.advanceTimersByTime(100);
    for (const auth of users) expect(await ask(undefined, auth)).toBe('breaker_open');
    vi.advanceTimersByTime(100);
    expect(await ask(undefined, users[0])).toBe('pdp_unreachable');
    vi.advanceTimersByTime(200);
    pdp.mood = allowAll;
    expect(await ask(undefined, users[0])).toBe('breaker_open');
    expect(await ask(undefined, { ...member, userId: 'user_4' })).toBe('allowed');
    expect(await ask(undefined, users[0])).toBe('allowed');
  });

  it('lets another call through where the runtime dropped the one that it let through', async () => {
    const run = createBreaker();
    const asker = { caller: 'user_1', patienceMs: 3_000 };
    const ask = (call: () => Promise<string>) => run(asker, call, () => 'fails');
    const failing = () => Promise.reject(new Error('down'));
    for (let time = 0; time < 10; time += 1) {
      vi.advanceTimersByTime(25);
      await ask(failing).catch(() => undefined);
    }
    vi.advanceTimersByTime(1_000);
    // As of a client that hangs up on Cloudflare Workers: neither its promises nor timers go on.
    void ask(never);
    const answered = () => Promise.resolve('answered');
    vi.advanceTimersByTime(2_999);
    await expect(ask(answered)).rejects.toMatchObject({ code: 'breaker_open' });
    vi.advanceTimersByTime(1);
    expect(await ask(answered)).toBe('answered');
  });

  it('lets those who wait longest find out first where the PDP was too late for them', async () => {
    const run = createBreaker();
    const ask = (patienceMs: number, health: 'late' | 'answers') =>
      run(
        { caller: 'user_1', patienceMs },
        () => (health === 'late' ? Promise.reject(new Error('late')) : Promise.resolve('answered')),
        () => 'late',
      ).catch((error: unknown) => (isClerkCerbosError(error) ? error.code : 'late'));
    for (let time = 0; time < 10; time += 1) {
      vi.advanceTimersByTime(25);
      expect(await ask(2_000, 'late')).toBe('late');
    }
    vi.advanceTimersByTime(100);
    expect(await ask(100, 'late')).toBe('breaker_open');
    vi.advanceTimersByTime(100);
    expect(await ask(100, 'late')).toBe('late');
    expect(await ask(2_000, 'late')).toBe('breaker_open');
    vi.advanceTimersByTime(200);
    expect(await ask(100, 'late')).toBe('breaker_open');
    expect(await ask(2_000, 'answers')).toBe('answered');
    expect(await ask(100, 'answers')).toBe('answered');
  });

  it.each<[string, CallHealth, string | undefined]>([
    ['those who are not signed in', 'fails', undefined],
    ['whoever gets the page of a proxy', 'garbled', 'user_1'],
  ])('opens for %s only where nothing is answered for a second', async (_, health, caller) => {
    const run = createBreaker();
    const asker = { caller, patienceMs: 2_000 };
    const failing = () => Promise.reject(new Error('odd'));
    const fail = () => run(asker, failing, () => health).catch((error: unknown) => String(error));
    const answer = () =>
      run(
        asker,
        () => Promise.resolve('answered'),
        () => 'nothing',
      );
    for (let round = 0; round < 10; round += 1) {
      expect(await answer()).toBe('answered');
      vi.advanceTimersByTime(999);
      for (let time = 0; time < 30; time += 1) expect(await fail()).toBe('Error: odd');
    }
    expect(await answer()).toBe('answered');
    vi.advanceTimersByTime(800);
    for (let time = 0; time < 9; time += 1) expect(await fail()).toBe('Error: odd');
    vi.advanceTimersByTime(200);
    expect(await fail()).toBe('Error: odd');
    expect(await fail()).toContain('The PDP was not asked');
  });

  it('never refuses who is answered, whatever fails for one caller, and when', async () => {
    const step = fc.record({
      health: fc.constantFrom('fails', 'late', 'garbled', 'nothing', 'answers'),
      times: fc.nat(30),
      after: fc.nat(3_000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const run = createBreaker();
        for (const { health, times, after } of steps) {
          vi.advanceTimersByTime(after);
          for (let time = 0; time < times; time += 1) {
            const attacker = { caller: 'user_1', patienceMs: 2_000 };
            const failing = run(
              attacker,
              () => Promise.reject(new Error('odd')),
              () => health,
            );
            await failing.catch(() => undefined);
          }
          const innocent = { caller: `user_${2 + (after % 3)}`, patienceMs: 2_000 };
          const answered = run(
            innocent,
            () => Promise.resolve('answered'),
            () => 'nothing',
          );
          expect(await answered).toBe('answered');
        }
      }),
    );
  });

  it('can be left out', async () => {
    const { askOften } = moody({ breaker: false });
    expect(await askOften(40)).toEqual(['pdp_unreachable']);
  });

  it('covers plans', async () => {
    const cerbos = fakeClient(allowAll);
    const { planResources } = createClerkCerbos({ cerbos });
    const ask = () => planResources(member, { resource: { kind: 'document' }, action: 'view' });
    for (let time = 0; time < 10; time += 1) {
      vi.advanceTimersByTime(25);
      await ask().catch(() => undefined);
    }
    await expect(ask()).rejects.toMatchObject({ code: 'breaker_open' });
  });

  it('leaves no timer behind', async () => {
    const { askOften } = moody();
    await askOften(20);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('never makes an answer of a failure, nor one call of another, whatever happens', async () => {
    const step = fc.record({
      fails: fc.boolean(),
      verdict: fc.constantFrom('answers', 'fails', 'late', 'garbled', 'nothing'),
      caller: fc.constantFrom('user_1', 'user_2', 'user_3', 'user_4', undefined),
      patienceMs: fc.constantFrom(50, 2_000),
      after: fc.nat(1_500),
      together: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const run = createBreaker();
        for (const { fails, verdict, caller, patienceMs, after, together } of steps) {
          vi.advanceTimersByTime(after);
          let probes = 0;
          const asked = Array.from({ length: together }, (_, index) => {
            const failure = new Error(String(index));
            const call = (isProbe: boolean) => {
              if (isProbe) probes += 1;
              return fails ? Promise.reject(failure) : Promise.resolve(index);
            };
            return run({ caller, patienceMs }, call, () => verdict).then(
              (answer) => {
                expect([fails, answer]).toEqual([false, index]);
              },
              (error: unknown) => {
                if (error !== failure) expect(error).toMatchObject({ code: 'breaker_open' });
                else expect(fails).toBe(true);
              },
            );
          });
          await Promise.all(asked);
          expect(probes).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('a retry', () => {
  const error = (code: number, cause?: Error) =>
    Object.assign(new Error('', { cause }), { code, details: 'Request failed' });
  const refused = error(13, new TypeError('fetch failed'));

  /** Fails once, or more often, and then answers. */
  const failing = (thrown: unknown, times = 1) => {
    let calls = 0;
    return fakeClient((request) => {
      calls += 1;
      if (calls <= times) throw thrown;
      return allowAll(request);
    });
  };

  beforeEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['over gRPC', error(14)],
    ['over HTTP', refused],
  ])(
    'is made, once and as a request of its own, where the connection broke %s',
    async (_, fault) => {
      const cerbos = failing(fault);
      const { isAllowed } = createClerkCerbos({ cerbos });
      expect(await isAllowed(member, view)).toBe(true);
      const [first, second] = cerbos.requests;
      expect(cerbos.requests).toHaveLength(2);
      expect(second).toEqual({ ...first, requestId: second?.requestId });
      expect(second?.requestId).not.toBe(first?.requestId);
      const twice = failing(fault, 2);
      await expect(
        createClerkCerbos({ cerbos: twice }).isAllowed(member, view),
      ).rejects.toMatchObject({ code: 'pdp_unreachable' });
      expect(twice.requests).toHaveLength(2);
    },
  );

  it.each<[string, unknown]>([
    ['refuses the question', error(3)],
    ['refuses the caller', error(7)],
    ['does not know the method', error(12)],
    ['wants credentials', error(16)],
    ['was told to stop', error(1)],
    ['is too late by its own clock', error(4)],
    ['is overloaded', error(8)],
    ['has an error of its own', error(13)],
    ['answers with a page', error(13, new SyntaxError('Unexpected token <'))],
    [
      'was never given an address',
      error(13, Object.assign(new TypeError(), { code: 'ERR_INVALID_URL' })),
    ],
    ['has a client with a mistake in it', new TypeError('x is not a function')],
  ])('is not made where the PDP %s', async (_, thrown) => {
    const cerbos = failing(thrown);
    await expect(createClerkCerbos({ cerbos }).isAllowed(member, view)).rejects.toThrow();
    expect(cerbos.requests).toHaveLength(1);
  });

  it('is not made of an answer that makes no sense', async () => {
    const cerbos = fakeClient(() => ({}));
    await expect(createClerkCerbos({ cerbos }).isAllowed(member, view)).rejects.toThrow();
    expect(cerbos.requests).toHaveLength(1);
  });

  it('is not made when nobody waits any more', async () => {
    const controller = new AbortController();
    const cerbos = fakeClient(() => {
      setTimeout(() => {
        controller.abort(new Error('the visitor left'));
      }, 1);
      throw refused;
    });
    const { isAllowed } = createClerkCerbos({ cerbos });
    const asked = isAllowed(member, view, { signal: controller.signal });
    await expect(asked).rejects.toThrow('the visitor left');
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(cerbos.requests).toHaveLength(1);
  });

  it('is not made past the deadline', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
    const cerbos = failing(refused);
    const { isAllowed } = createClerkCerbos({ cerbos, timeoutMs: 5 });
    const asked = Promise.allSettled([isAllowed(member, view)]);
    await vi.advanceTimersByTimeAsync(1);
    expect(cerbos.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await asked).toMatchObject([{ reason: { code: 'deadline_exceeded' } }]);
    expect(cerbos.requests).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is also made of the call by which the breaker finds out if the PDP is back', async () => {
    let calls = 0;
    const cerbos = fakeClient((request) => {
      calls += 1;
      // Its first connection after the outage breaks, too.
      if (calls <= 3) throw refused;
      return allowAll(request);
    });
    const breaker = { minCalls: 1, restMs: 10 };
    const { isAllowed } = createClerkCerbos({ cerbos, breaker });
    await expect(isAllowed(member, view)).rejects.toMatchObject({ code: 'pdp_unreachable' });
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(await isAllowed(member, view)).toBe(true);
  });

  it('can be left out', async () => {
    const cerbos = failing(refused);
    const { isAllowed } = createClerkCerbos({ cerbos, retry: false });
    await expect(isAllowed(member, view)).rejects.toMatchObject({ code: 'pdp_unreachable' });
    expect(cerbos.requests).toHaveLength(1);
  });

  it('that is answered is no failure to the breaker', async () => {
    let calls = 0;
    const cerbos = fakeClient((request) => {
      calls += 1;
      if (calls % 2 === 1) throw refused;
      return allowAll(request);
    });
    const { isAllowed } = createClerkCerbos({ cerbos });
    const answers = await Promise.all(Array.from({ length: 1 }, () => isAllowed(member, view)));
    for (let time = 0; time < 12; time += 1) answers.push(await isAllowed(member, view));
    expect(new Set(answers)).toEqual(new Set([true]));
  });

  it('takes true or false only', () => {
    const options: object = { cerbos: fakeClient(allowAll), retry: 'no' };
    // What an app without types may write.
    expect(() => createClerkCerbos(options as never)).toThrow('must be true or false');
  });
});

describe('the limits of a breaker', () => {
  it('say how many calls must have failed, and of how many callers', async () => {
    const { cerbos, ask } = moody({ breaker: { minCalls: 3 } });
    for (const code of ['pdp_unreachable', 'pdp_unreachable', 'pdp_unreachable', 'breaker_open']) {
      expect(await ask()).toBe(code);
      vi.advanceTimersByTime(cerbos.requests.length < 3 ? 150 : 0);
    }
  });

  it.each([
    [0.4, 'breaker_open'],
    [0.5, 'pdp_unreachable'],
  ])('open it where more than %d of the callers fail', async (failureRate, code) => {
    const { pdp, ask } = moody({ retry: false, breaker: { failureRate } });
    pdp.mood = (request) =>
      request.principal.id === member.userId ? unreached(request) : allowAll(request);
    const other = { ...member, userId: 'user_2' };
    let last: unknown;
    for (let time = 0; time < 20; time += 1) {
      vi.advanceTimersByTime(25);
      if (time < 10) expect(await ask(undefined, other)).toBe('allowed');
      else last = await ask();
    }
    expect(last).toBe(code);
  });

  it.each([
    ['no', 'breaker must be true, false, or limits'],
    [{ minCalls: 0 }, 'breaker.minCalls must be a number from 1 to 1000'],
    [{ failureRate: 2 }, 'breaker.failureRate must be a number from 0 to 1'],
    [{ restMs: '200' }, 'breaker.restMs must be a number from 1 to 60000'],
  ])('are refused if they can not work: %j', (breaker, message) => {
    const options: object = { cerbos: fakeClient(allowAll), breaker };
    // What an app without types may write.
    expect(() => createClerkCerbos(options as never)).toThrow(message);
  });
});
