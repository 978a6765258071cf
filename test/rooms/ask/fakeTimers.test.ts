import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClerkCerbos } from '../../../src';
import { member } from './auths';
import { allowAll, fakeClient } from './fakeClient';

const view = { resource: { kind: 'document', id: '1', attr: {} }, action: 'view' };
const {
  setTimeout: realTimeout,
  clearTimeout: realClearTimeout,
  process: realProcess,
} = globalThis;

/** Functions of Node.js that were called while they were fake. They run when the test is over. */
const held: (() => void)[] = [];

/**
 * Replaces every function that runs something later, as `jest.useFakeTimers()` does. Vitest can't
 * replace `process.nextTick` in a process of its own, so that is done here.
 */
function fakeEverything(): void {
  vi.useFakeTimers({
    toFake: [
      'setTimeout',
      'clearTimeout',
      'setInterval',
      'clearInterval',
      'setImmediate',
      'clearImmediate',
      'queueMicrotask',
      'performance',
      'Date',
    ],
  });
  vi.spyOn(realProcess, 'nextTick').mockImplementation((run: CallableFunction, ...args) => {
    held.push(() => {
      Reflect.apply(run, undefined, args);
    });
  });
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const run of held.splice(0)) run();
});

/** Fails after a real while, because a promise that never settles would only stop the test. */
async function settled<T>(promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = realTimeout(reject, 10_000, new Error('It did not settle.'));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    realClearTimeout(timer);
  }
}

describe('with fake timers, which only move when the test says so,', () => {
  it('a question is answered', async () => {
    const { isAllowed } = createClerkCerbos({ cerbos: fakeClient(allowAll) });
    fakeEverything();
    expect(await settled(isAllowed(member, view))).toBe(true);
  });

  it('the questions of one tick are still one call', async () => {
    const cerbos = fakeClient(allowAll);
    const { authorizer } = createClerkCerbos({ cerbos });
    fakeEverything();
    const { isAllowed } = await settled(authorizer(member));
    const resources = ['1', '2'].map((id) => ({ ...view.resource, id }));
    const asked = resources.map((resource) => isAllowed({ resource, action: 'view' }));
    expect(await settled(Promise.all(asked))).toEqual([true, true]);
    expect(cerbos.requests).toHaveLength(1);
  });

  it('a question without an answer ends at its deadline', async () => {
    const cerbos = fakeClient(() => new Promise<never>(() => undefined));
    const { isAllowed } = createClerkCerbos({ cerbos, timeoutMs: 20 });
    fakeEverything();
    await expect(settled(isAllowed(member, view))).rejects.toMatchObject({
      code: 'deadline_exceeded',
    });
  });

  it('a call whose connection broke is made again', async () => {
    let calls = 0;
    const cerbos = fakeClient((request) => {
      calls += 1;
      if (calls > 1) return allowAll(request);
      throw Object.assign(new Error(), { code: 14, details: 'connection refused' });
    });
    const { isAllowed } = createClerkCerbos({ cerbos });
    fakeEverything();
    expect(await settled(isAllowed(member, view))).toBe(true);
    expect(calls).toBe(2);
  });
});
