import { invalidConfiguration } from '../../base/errors';
import { type Framework, readClerkAuth } from '../../bridge/Framework';
import { readAuthOnce } from '../../bridge/createRequestBridge';
import { type RequestHead, webHead } from '../../bridge/RequestHead';

/** The request that is being handled, as far as Next.js tells one from another. */
export interface CurrentRequest {
  /** Lives as long as the request, and belongs to it alone. */
  readonly key: object;
  /** Is it one that Next.js handles, rather than a call in an app's own test? */
  readonly isOfNext: boolean;
  /** Is a page being rendered, rather than a handler or an action run? */
  readonly isRender: boolean;
  /** Of a render there is none: a page is read. */
  readonly head?: RequestHead;
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
  // Next.js has to hear of every question: in a render it then knows that the page is dynamic, and
  // within unstable_cache() or 'use cache' it throws, since the answer is one caller's alone.
  const headers = await requestHeaders();
  const isOfNext = headers !== undefined;
  if (slot !== undefined) return { key: slot, isOfNext, isRender: true };
  const head = headers && { head: actionHead(headers) };
  return { key: headers ?? {}, isOfNext, isRender: false, ...head };
}

/** The same for a route handler, whose request tells when its client hangs up. */
export async function routeRequest(request: unknown): Promise<CurrentRequest> {
  const current = await currentRequest();
  // A test of an app may call a handler without a request.
  if (!(request instanceof Request)) return current;
  return { ...current, signal: request.signal, head: webHead(request) };
}

/** Browsers say the origin of whatever they post, and actions are posted. */
function actionHead(headers: Headers): RequestHead {
  return webHead({ headers, method: headers.has('origin') ? 'POST' : 'GET' });
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

/**
 * `undefined` where Next.js handles no request, as in an app's own tests.
 *
 * @throws what Next.js throws where an answer would be kept for other requests, and its own control
 * flow.
 * @see https://nextjs.org/docs/messages/next-dynamic-api-wrong-context
 */
async function requestHeaders(): Promise<Headers | undefined> {
  let headers: () => Promise<Headers>;
  try {
    ({ headers } = await import('next/headers'));
  } catch {
    // Without a bundler, Node can't load it.
    return undefined;
  }
  try {
    return await headers();
  } catch (error) {
    const isOutside =
      error instanceof Error && error.message.includes('was called outside a request scope');
    if (isOutside) return undefined;
    throw error;
  }
}

/**
 * Refuses what an authorizer is asked in another request than its own.
 *
 * @throws ConfigurationError `invalid_configuration`.
 */
async function assertCurrent({ key, isOfNext }: CurrentRequest): Promise<void> {
  const now = await currentRequest();
  if (now.key === key || (!now.isOfNext && !isOfNext)) return;
  throw invalidConfiguration(
    now.isOfNext
      ? "This authorizer, or this grant's, belongs to another request, and would answer for the caller of that one. Don't keep it in a variable of a module or in a cache: call `await authorizer()` in each request."
      : // A stream is read, and an emitter calls, outside of the request that made them.
        "Next.js can't tell in which request this authorizer, or this grant's, is asked, as in the pull() of a stream or in the listener of an emitter. In the handler, bind what asks to its request: AsyncResource.bind(() => authorizer.isAllowed(…)), of node:async_hooks.",
  );
}

const says = "can't detect usage of clerkMiddleware()";
const unwatched = {
  says,
  write:
    'Export clerkMiddleware() from proxy.ts (middleware.ts before Next.js 16) with a matcher that covers it.',
};
const unasked = {
  says,
  why: 'Next.js runs this route without a request, since it is static.',
  write: "Remove dynamic = 'force-static' from its file, and from those of its layouts.",
};

/** Where a route is forced to be static, its request says nothing at all. */
async function isStatic(): Promise<boolean> {
  return (await requestHeaders())?.keys().next().done === true;
}

const keyOf = ({ key }: CurrentRequest) => key;

/**
 * The App Router, which knows by itself what request it handles.
 *
 * @see https://clerk.com/docs/reference/nextjs/app-router/auth
 */
export const appRouterFramework: Framework<CurrentRequest> = {
  requestKey: keyOf,
  assertCurrent,
  head: ({ head }) => head,
  signal: ({ signal }) => signal,
  auth: readAuthOnce(async (_, acceptsToken) => {
    // Node can't load this module without a bundler, and tests of an app that never ask need not.
    const { auth } = await import('@clerk/nextjs/server');
    return readClerkAuth(auth, [], acceptsToken, (await isStatic()) ? unasked : unwatched);
  }, keyOf),
};
