import { afterEach, beforeEach, expect, vi } from 'vitest';

/** Lets a test reach this machine only. Fails the test if a library tries to reach another one. */
export function allowLoopbackOnly(): void {
  const reached: string[] = [];
  beforeEach(() => {
    const real = globalThis.fetch;
    vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
      const { hostname } = new URL(input instanceof Request ? input.url : input);
      if (hostname === '127.0.0.1') return real(input, init);
      reached.push(hostname);
      return Promise.reject(new TypeError('There is no network.'));
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    expect(reached.splice(0)).toEqual([]);
  });
}
