import { invalidConfiguration } from '../../base/errors';
import { type Framework, readClerkAuth } from '../../bridge/Framework';
import { readAuthOnce } from '../../bridge/createRequestBridge';
import { type RequestHead, webHead } from '../../bridge/RequestHead';

/** The current request, with the parts that Next.js offers. */
export interface CurrentRequest {
  /** Lives as long as the request, and belongs to it alone. */
  readonly key: object;
  /** False if an app's own test calls a handler outside of Next.js. */
  readonly isOfNext: boolean;
  /** True while a page renders, false in a handler or an action. */
  readonly isRender: boolean;
  /** Absent in a render, because a page is a read. */
  readonly head?: RequestHead;
  /** Present in a route handler. Pages and actions have none. */
  readonly signal?: AbortSignal;
}

let slotOfRender: (() => object) | undefined;

/**
 * Finds the current request. In a render, React's `cache()` has one slot for each request. In
 * handlers and actions it has none, but there `headers()` returns one object per request. The
 * render after an action in the same request counts as another request, so that it shows nothing
 * that was decided before the action changed it.
 *
 * @see https://react.dev/reference/react/cache
 */
export async function currentRequest(): Promise<CurrentRequest> {
  const slot = await renderSlot();
  // Next.js must see every question. In a render it then knows that the page is dynamic. Inside
  // unstable_cache() or 'use cache' it throws, because the answer is for one caller only.
  const headers = await requestHeaders();
  const isOfNext = headers !== undefined;
  if (slot !== undefined) return { key: slot, isOfNext, isRender: true };
  const head = headers && { head: actionHead(headers) };
  return { key: headers ?? {}, isOfNext, isRender: false, ...head };
}

/** The same for a route handler, whose request tells when its client disconnects. */
export async function routeRequest(request: unknown): Promise<CurrentRequest> {
  const current = await currentRequest();
  // An app's test may call a handler without a request.
  if (!(request instanceof Request)) return current;
  try {
    return { ...current, signal: request.signal, head: webHead(request) };
  } catch {
    // In a route that is forced to be static, Next.js passes a proxy, which Node.js 24 can't read.
    // It has no headers, so its caller is signed out.
    return current;
  }
}

/**
 * The head of an action's request. Actions are posted, and browsers always send an origin with a
 * POST.
 */
function actionHead(headers: Headers): RequestHead {
  return webHead({ headers, method: headers.has('origin') ? 'POST' : 'GET' });
}

async function renderSlot(): Promise<object | undefined> {
  // Loaded on first use. Before version 19, only the React of Next.js has it.
  const react: object = await import('react');
  if (!('cache' in react)) return undefined;
  // React's types leave it out, because it only exists in server components.
  const { cache } = react as { readonly cache: (make: () => object) => () => object };
  slotOfRender ??= cache(() => ({}));
  const slot = slotOfRender();
  return slot === slotOfRender() ? slot : undefined;
}

/**
 * `undefined` if Next.js does not handle a request, as in an app's own tests.
 *
 * @throws the error of Next.js if the answer would be cached for other requests, and its own
 * control flow.
 * @see https://nextjs.org/docs/messages/next-dynamic-api-wrong-context
 */
async function requestHeaders(): Promise<Headers | undefined> {
  let headers: () => Promise<Headers>;
  try {
    ({ headers } = await import('next/headers'));
  } catch {
    // Without a bundler, Node.js can't load it.
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
 * Refuses to answer for an authorizer of another request.
 *
 * @throws ConfigurationError `invalid_configuration`.
 */
async function assertCurrent({ key, isOfNext }: CurrentRequest): Promise<void> {
  const now = await currentRequest();
  if (now.key === key || (!now.isOfNext && !isOfNext)) return;
  throw invalidConfiguration(
    now.isOfNext
      ? "This authorizer (or grant.authorizer) belongs to another request and would answer for the caller of that request. Don't store it in a module variable or a cache. Call `await authorizer()` in each request."
      : // Streams are read, and emitters call, outside of the request that made them.
        "Next.js can't tell in which request this authorizer (or grant.authorizer) is used, for example in the pull() of a stream or in the listener of an event. In the handler, bind the function to its request: AsyncResource.bind(() => authorizer.isAllowed(…)) of node:async_hooks.",
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
  why: 'This route is static, so Next.js runs it without a request.',
  write: "Remove dynamic = 'force-static' from its file and from the files of its layouts.",
};

/** In a route that is forced to be static, the request has no headers at all. */
async function isStatic(): Promise<boolean> {
  return (await requestHeaders())?.keys().next().done === true;
}

const keyOf = ({ key }: CurrentRequest) => key;

/**
 * The App Router: Next.js knows the current request.
 *
 * @see https://clerk.com/docs/reference/nextjs/app-router/auth
 */
export const appRouterFramework: Framework<CurrentRequest> = {
  requestKey: keyOf,
  assertCurrent,
  head: ({ head }) => head,
  signal: ({ signal }) => signal,
  auth: readAuthOnce(async (_, asked) => {
    // Loaded on first use: without a bundler Node.js can't load this module, and an app's tests may
    // not need it.
    const { auth } = await import('@clerk/nextjs/server');
    const missing = (await isStatic()) ? unasked : unwatched;
    return readClerkAuth(auth, [], asked, '@clerk/nextjs 6.21', missing);
  }, keyOf),
};
