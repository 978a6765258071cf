import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClerkCerbos, type DecisionEvent } from '../../../src';
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

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const view = { resource: { kind: 'document', id: '1', attr: {} }, action: 'view' };
const fault = () => Object.assign(new Error(), { code: 14, details: 'down' });

type Request = Parameters<typeof allowAll>[0];
type Mood = (request: Request) => unknown;

/** Replicas whose answers a test changes, and the verb that asks them. */
function replicas(count: number, options: object = {}) {
  const moods: Mood[] = Array.from({ length: count }, () => allowAll);
  const signals: AbortSignal[][] = moods.map(() => []);
  const clients = moods.map((_, index) =>
    fakeClient((request, given) => {
      if (given?.signal !== undefined) signals[index]?.push(given.signal);
      return moods[index]?.(request);
    }),
  );
  const { isAllowed } = createClerkCerbos({ cerbos: clients, ...options });
  const codes = async (times: number) => {
    const found = new Set<unknown>();
    for (let time = 0; time < times; time += 1) {
      found.add(
        await isAllowed({ ...member }, view).catch((error: unknown): unknown =>
          Reflect.get(Object(error), 'code'),
        ),
      );
    }
    return [...found];
  };
  return {
    moods,
    signals,
    isAllowed,
    codes,
    asked: () => clients.map((one) => one.requests.length),
  };
}

describe('several replicas', () => {
  it('are asked in turn', async () => {
    const { codes, asked } = replicas(3);
    expect(await codes(30)).toEqual([true]);
    expect(asked()).toEqual([10, 10, 10]);
  });

  it('answer for each other at once when one fails, and only for a fault of the transport', async () => {
    const { moods, codes, asked } = replicas(2);
    moods[0] = () => {
      throw fault();
    };
    expect(await codes(20)).toEqual([true]);
    // It is asked last while it rests, so only once.
    expect(asked()).toEqual([1, 20]);
    moods[1] = () => {
      throw Object.assign(new Error(), { code: 3, details: 'no' });
    };
    expect(await codes(5)).toEqual(['pdp_rejected']);
    expect(asked()[0]).toBe(1);
  });

  it('come back into the turn after a rest', async () => {
    const { moods, codes, asked } = replicas(2);
    moods[0] = () => {
      throw fault();
    };
    await codes(4);
    moods[0] = allowAll;
    vi.advanceTimersByTime(1_000);
    expect(await codes(10)).toEqual([true]);
    expect(asked()[0]).toBeGreaterThanOrEqual(5);
  });

  it('have a breaker each: one that fails does not stop the other', async () => {
    const { moods, codes, asked } = replicas(2, { breaker: { minCalls: 2 } });
    moods[0] = () => {
      throw fault();
    };
    for (let round = 0; round < 10; round += 1) {
      expect(await codes(10)).toEqual([true]);
      vi.advanceTimersByTime(1_100);
    }
    const [bad = 0, good] = asked();
    expect(good).toBe(100);
    expect(bad).toBeLessThan(15);
  });

  it('fail with the error of a call, and not with that of a breaker, when all are down', async () => {
    const { moods, isAllowed } = replicas(2, { breaker: { minCalls: 1 }, retry: false });
    moods.fill(() => {
      throw fault();
    });
    const ask = () => isAllowed({ ...member }, view);
    await expect(ask()).rejects.toMatchObject({ code: 'pdp_unreachable' });
    vi.advanceTimersByTime(300);
    await expect(ask()).rejects.toMatchObject({ code: 'pdp_unreachable' });
    await expect(ask()).rejects.toMatchObject({ code: 'breaker_open' });
  });

  it('are asked a second time for what one is silent about; the first answer counts, and the other call ends', async () => {
    const { moods, signals, isAllowed, asked } = replicas(2, { hedgeAfterMs: 200 });
    const silent = () => new Promise<never>(() => undefined);
    moods.fill(silent);
    const first = isAllowed({ ...member }, view);
    await vi.advanceTimersByTimeAsync(199);
    expect(asked().toSorted()).toEqual([0, 1]);
    const slow = asked().indexOf(1);
    moods[1 - slow] = allowAll;
    await vi.advanceTimersByTimeAsync(1);
    expect(await first).toBe(true);
    expect(asked()).toEqual([1, 1]);
    expect(signals[slow]?.at(-1)?.aborted).toBe(true);
    // The silent one is asked last for a while.
    expect(await isAllowed({ ...member }, view)).toBe(true);
    expect(asked()[slow]).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are never asked a second time for what was answered, also with a denial or a refusal', async () => {
    for (const answer of [
      (request: Request) => ({ ...allowAll(request), results: [] }),
      () => {
        throw Object.assign(new Error(), { code: 3, details: 'no' });
      },
    ]) {
      const { moods, codes, asked } = replicas(2, { hedgeAfterMs: 1 });
      moods.fill(answer);
      await codes(1);
      await vi.advanceTimersByTimeAsync(100);
      expect(asked().toSorted()).toEqual([0, 1]);
    }
  });

  it('are tested by one question after a rest, while the others are asked elsewhere', async () => {
    const { moods, isAllowed, asked } = replicas(2, { hedgeAfterMs: 200 });
    const ask = () => isAllowed({ ...member }, view);
    const silent = () => new Promise<never>(() => undefined);
    moods[0] = silent;
    const first = [ask(), ask()];
    await vi.advanceTimersByTimeAsync(200);
    expect(await Promise.all(first)).toEqual([true, true]);
    expect(asked()[0]).toBe(1);
    vi.advanceTimersByTime(1_000);
    const later = Array.from({ length: 20 }, ask);
    await vi.advanceTimersByTimeAsync(200);
    expect(await Promise.all(later)).toEqual(Array(20).fill(true));
    expect(asked()[0]).toBe(2);
  });

  it('do not rest when another one answers just after they were asked', async () => {
    const { moods, isAllowed, asked, codes } = replicas(2, { hedgeAfterMs: 200 });
    const answers: (() => void)[] = [];
    moods.fill(
      (request) =>
        new Promise((resolve) => {
          answers.push(() => {
            resolve(allowAll(request));
          });
        }),
    );
    const slow = isAllowed({ ...member }, view);
    await vi.advanceTimersByTimeAsync(201);
    expect(asked()).toEqual([1, 1]);
    answers[0]?.();
    expect(await slow).toBe(true);
    moods.fill(allowAll);
    await codes(10);
    expect(asked()).toEqual([6, 6]);
  });

  it('do not rest when the caller gives up just after they were asked, but when they were silent', async () => {
    const { moods, isAllowed, asked, codes } = replicas(2, { hedgeAfterMs: 200 });
    moods.fill(() => new Promise<never>(() => undefined));
    const controller = new AbortController();
    const gone = isAllowed({ ...member }, view, { signal: controller.signal });
    await vi.advanceTimersByTimeAsync(199);
    const silent = asked().indexOf(1);
    await vi.advanceTimersByTimeAsync(2);
    controller.abort(new Error('the visitor left'));
    await expect(gone).rejects.toThrow('the visitor left');
    moods.fill(allowAll);
    expect(await codes(10)).toEqual([true]);
    expect([asked()[silent], asked()[1 - silent]]).toEqual([1, 11]);
  });

  it('rest when they were silent until the deadline, without a second question, too', async () => {
    const { moods, isAllowed, asked, codes } = replicas(2, { hedgeAfterMs: false });
    moods.fill(() => new Promise<never>(() => undefined));
    const late = expect(isAllowed({ ...member }, view)).rejects.toMatchObject({
      code: 'deadline_exceeded',
    });
    await vi.advanceTimersByTimeAsync(2_000);
    await late;
    const silent = asked().indexOf(1);
    moods.fill(allowAll);
    expect(await codes(10)).toEqual([true]);
    expect([asked()[silent], asked()[1 - silent]]).toEqual([1, 10]);
  });

  it('are asked evenly while another one rests', async () => {
    const { moods, codes, asked } = replicas(3);
    moods[1] = () => {
      throw fault();
    };
    await codes(3);
    const [one = 0, , three = 0] = asked();
    expect(await codes(20)).toEqual([true]);
    expect([asked()[0], asked()[2]]).toEqual([one + 10, three + 10]);
  });

  it('do not all begin with the same one in every process', async () => {
    const firsts = new Set<string>();
    for (let process = 0; process < 100; process += 1) {
      const { codes, asked } = replicas(2);
      await codes(1);
      firsts.add(asked().join());
    }
    expect([...firsts].toSorted()).toEqual(['0,1', '1,0']);
  });

  it('are asked a second time with regard to what has become known in the meantime', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { moods, isAllowed, asked } = replicas(3, { hedgeAfterMs: 200 });
    const ask = () => isAllowed({ ...member }, view);
    moods[0] = moods[1] = () => new Promise<never>(() => undefined);
    // The first one begins with the second replica, and finds out that it is silent.
    const answers = [ask(), ask()];
    await vi.advanceTimersByTimeAsync(10);
    // This one begins with the first replica, and the second would be next.
    answers.push(ask());
    await vi.advanceTimersByTimeAsync(200);
    expect(await Promise.all(answers)).toEqual([true, true, true]);
    expect(asked()).toEqual([1, 1, 3]);
  });

  it('are asked once more after a short pause when the connections to all of them broke', async () => {
    const { moods, codes, asked } = replicas(2);
    let broken = 2;
    moods.fill((request) => {
      broken -= 1;
      if (broken >= 0) throw fault();
      return allowAll(request);
    });
    const answers = codes(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(await answers).toEqual([true]);
    expect(asked().toSorted()).toEqual([1, 2]);
    const without = replicas(2, { retry: false });
    without.moods.fill(() => {
      throw fault();
    });
    expect(await without.codes(1)).toEqual(['pdp_unreachable']);
    expect(without.asked()).toEqual([1, 1]);
  });

  it('answer for one whose proxy answers with a page', async () => {
    const { moods, codes, asked } = replicas(2);
    moods[0] = () => {
      const cause = new SyntaxError('Unexpected token <');
      throw Object.assign(new Error('', { cause }), { code: 13, details: 'Request failed' });
    };
    expect(await codes(20)).toEqual([true]);
    expect(asked()).toEqual([1, 20]);
  });

  it('get no second question with hedgeAfterMs: false', async () => {
    const { moods, isAllowed, asked } = replicas(2, { hedgeAfterMs: false, timeoutMs: 1_000 });
    moods.fill(() => new Promise<never>(() => undefined));
    const late = expect(isAllowed({ ...member }, view)).rejects.toMatchObject({
      code: 'deadline_exceeded',
    });
    await vi.advanceTimersByTimeAsync(1_000);
    await late;
    expect(asked().toSorted()).toEqual([0, 1]);
  });

  it('all end when the caller gives up', async () => {
    const { moods, signals, isAllowed } = replicas(2, { hedgeAfterMs: 10 });
    moods.fill(() => new Promise<never>(() => undefined));
    const controller = new AbortController();
    const asked = isAllowed({ ...member }, view, { signal: controller.signal });
    await vi.advanceTimersByTimeAsync(20);
    controller.abort(new Error('the visitor left'));
    await expect(asked).rejects.toThrow('the visitor left');
    expect(signals.map((of) => of.map(({ aborted }) => aborted))).toEqual([[true], [true]]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are told apart by onDecision', async () => {
    const events: DecisionEvent[] = [];
    const [one, two] = ['http://10.0.0.7:3592', 'http://user:secret@10.0.0.8:3592'].map((baseUrl) =>
      Object.assign(fakeClient(allowAll), { transport: { baseUrl } }),
    );
    if (one === undefined || two === undefined) throw new Error('There are two.');
    two.transport.baseUrl = 'http://10.0.0.8:3592';
    const { isAllowed } = createClerkCerbos({
      cerbos: [one, two],
      onDecision: (event) => events.push(event),
    });
    await isAllowed({ ...member }, view);
    await isAllowed({ ...member }, view);
    expect(events.map(({ pdp }) => pdp).toSorted()).toEqual([
      'http://10.0.0.7:3592',
      'http://10.0.0.8:3592',
    ]);
  });

  it.each<[string, object]>([
    ['cerbos is an empty list', { cerbos: [] }],
    ['the same client twice', { cerbos: Array(2).fill(fakeClient(allowAll)) }],
    ['must be a Cerbos client', { cerbos: [fakeClient(allowAll), {}] }],
    ['has no effect with one client', { cerbos: fakeClient(allowAll), hedgeAfterMs: 100 }],
    ['hedgeAfterMs must be a number', { cerbos: [fakeClient(allowAll)], hedgeAfterMs: -1 }],
  ])('are refused when they can not work: %s', (message, options) => {
    // What an app without types may write.
    expect(() => createClerkCerbos(options as never)).toThrow(message);
  });
});
