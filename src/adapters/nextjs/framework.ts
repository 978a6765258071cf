import { getProperty } from '../../base/value';
import { type Framework, readClerkAuth } from '../../bridge/Framework';
import { readAuthOnce } from '../../bridge/createRequestBridge';

/** The request that is being handled, as far as Next.js tells one from another. */
export interface CurrentRequest {
  /** Lives as long as the request, and is nobody else's. */
  readonly key: object;
  /** Is a page being rendered, rather than a handler or an action run? */
  readonly isRender: boolean;
  /** Of a route handler's request; pages and actions are given none. */
  readonly signal?: AbortSignal;
}

let slotOfRender: (() => object) | undefined;

/**
 * Finds out which request this is. In a render, React's `cache()` has one slot for each; in
 * handlers and actions it has none, but there `headers()` hands on one object for each request.
 * The render that follows an action in the same request is another one, so that nothing it shows
 * was decided before the action changed it.
 *
 * @see https://react.dev/reference/react/cache
 */
export async function currentRequest(): Promise<CurrentRequest> {
  const slot = await renderSlot();
  if (slot !== undefined) return { key: slot, isRender: true };
  return { key: (await requestHeaders()) ?? {}, isRender: false };
}

/** The same for a route handler, whose request tells when its client hangs up. */
export async function routeRequest(request: unknown): Promise<CurrentRequest> {
  const current = await currentRequest();
  // A test of an app may call a handler without a request.
  const signal = getProperty(request, 'signal');
  return signal instanceof AbortSignal ? { ...current, signal } : current;
}

async function renderSlot(): Promise<object | undefined> {
  // Only whoever asks needs React, and before version 19 only that of Next.js has it.
  const react: object = await import('react');
  if (!('cache' in react)) return undefined;
  // React's types leave it out where it is left out itself: outside of server components.
  const { cache } = react as { readonly cache: (make: () => object) => () => object };
  slotOfRender ??= cache(() => ({}));
  const slot = slotOfRender();
  return slot === slotOfRender() ? slot : undefined;
}

/** `undefined` where Next.js handles no request, as in an app's own tests. */
async function requestHeaders(): Promise<object | undefined> {
  try {
    const { headers } = await import('next/headers');
    return await headers();
  } catch (error) {
    // Next.js marks its own control flow with a digest.
    if (typeof error === 'object' && error !== null && 'digest' in error) throw error;
    return undefined;
  }
}

const keyOf = ({ key }: CurrentRequest) => key;

/**
 * The App Router, which knows by itself what request it handles.
 *
 * @see https://clerk.com/docs/reference/nextjs/app-router/auth
 */
export const appRouterFramework: Framework<CurrentRequest> = {
  requestKey: keyOf,
  signal: ({ signal }) => signal,
  auth: readAuthOnce(async (_, acceptsToken) => {
    // Node can't load this module without a bundler, and tests of an app that never ask need not.
    const { auth } = await import('@clerk/nextjs/server');
    return readClerkAuth(auth, [], acceptsToken, {
      says: "can't detect usage of clerkMiddleware()",
      write:
        'Export clerkMiddleware() from proxy.ts (middleware.ts before Next.js 16) with a matcher that covers it.',
    });
  }, keyOf),
};
