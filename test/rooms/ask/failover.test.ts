import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { toPrincipal } from '../../../src';
import { createFailover } from '../../../src/ask/pdp/createFailover';
import type { PdpCaller } from '../../../src/ask/pdp/callPdp';
import { Stopper, toAbortSignal } from '../../../src/base/withDeadline';
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
});

const principal = toPrincipal(member);

/** Replicas that pass a call on to their client, and how often each was asked. */
function counted(count: number) {
  const asked: number[] = Array.from({ length: count }, () => 0);
  const callers = asked.map((_, index): PdpCaller => {
    const cerbos = fakeClient(allowAll);
    return (_principal, signal, call) => {
      asked[index] = (asked[index] ?? 0) + 1;
      return call(cerbos, toAbortSignal(signal));
    };
  });
  return { asked, callers };
}

it('a question with a short deadline has a second replica asked after half of it', async () => {
  const { asked, callers } = counted(2);
  const ask = createFailover(callers, 500);
  void ask(principal, new Stopper(undefined, 300), () => new Promise<never>(() => undefined));
  await vi.advanceTimersByTimeAsync(149);
  expect(asked.toSorted()).toEqual([0, 1]);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toEqual([1, 1]);
});

it('a call that has ended leaves no listener on a signal that lives on, nor a timer', async () => {
  const ask = createFailover(counted(2).callers, 500);
  for (const answer of [Promise.resolve(true), Promise.reject(new Error('no'))]) {
    const signal = new Stopper(undefined, 2_000);
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    await ask(principal, signal, (_, own) => (own.aborted ? Promise.resolve(false) : answer)).catch(
      () => undefined,
    );
    const listeners = (spy: typeof added | typeof removed) =>
      spy.mock.calls.map(([, listener]) => listener);
    expect(listeners(added)).toHaveLength(1);
    expect(listeners(removed)).toEqual(listeners(added));
    expect(vi.getTimerCount()).toBe(0);
  }
});
