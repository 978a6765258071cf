import { afterEach, vi } from 'vitest';
import type { SessionKey } from '../../../src/base/wire';

interface Check {
  readonly kind: string;
  readonly id: string;
  readonly actions: readonly string[];
  readonly attr?: object;
}

/** A request that waits for what the test answers. */
export interface Asked {
  readonly url: string;
  readonly init: RequestInit;
  readonly headers: Readonly<Record<string, string>>;
  readonly session: SessionKey;
  readonly checks: readonly Check[];
  readonly isAborted: () => boolean;
  /** Answers each action; by default yes to all. */
  readonly allow: (isAllowed?: (check: Check, action: string) => boolean) => Promise<void>;
  readonly answer: (
    status: number,
    body: unknown,
    headers?: Record<string, string>,
  ) => Promise<void>;
  /** As when the network is down. */
  readonly breakOff: () => Promise<void>;
}

let ticks = 0;

/** The clock of the server, which has no relation to the one of the browser. */
export function serverNow(): number {
  ticks += 1;
  return ticks;
}

/** Stands in for `fetch`, and gives each request to the test. */
export function fakeEndpoint(): readonly Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    const { promise, resolve, reject } = withResolvers<Response>();
    init.signal?.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')));
    const { session, checks } = JSON.parse(init.body as string) as Pick<
      Asked,
      'session' | 'checks'
    >;
    const answer: Asked['answer'] = async (status, body, headers = {}) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      resolve(new Response(text, { status, headers }));
      await settled();
    };
    const decidedAt = serverNow();
    asked.push({
      url,
      init,
      headers: init.headers as Record<string, string>,
      session,
      checks,
      isAborted: () => init.signal?.aborted === true,
      answer,
      allow: (isAllowed = () => true) =>
        answer(200, {
          decisions: checks.map((check) =>
            Object.fromEntries(check.actions.map((action) => [action, isAllowed(check, action)])),
          ),
          decidedAt,
        }),
      async breakOff() {
        reject(new TypeError('Failed to fetch'));
        await settled();
      },
    });
    return promise;
  });
  return asked;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Waits until everything that waits for nothing else has happened. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** `Promise.withResolvers`, which Node 20 lacks. */
function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  return { promise, resolve, reject };
}
