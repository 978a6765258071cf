import { isResponse, keepPrivate, toResponse } from '../../answer/respond';
import { NO_STORE, toProblem } from '../../answer/toProblem';
import {
  type AnyClerkCerbosError,
  isClerkCerbosError,
  isDenied,
} from '../../base/isClerkCerbosError';
import { getProperty } from '../../base/value';
import { isWrite } from '../../bridge/RequestHead';
import type { AstroContext, CerbosMiddlewareOptions } from './AstroClerkCerbos';

/**
 * Makes the response for what a page or an endpoint has thrown.
 *
 * @throws anything that is not an error of this package.
 */
export async function answerRefusal<Context extends AstroContext>(
  thrown: unknown,
  context: Context,
  { onRefusal }: CerbosMiddlewareOptions<Context>,
): Promise<Response> {
  if (!isClerkCerbosError(thrown)) throw thrown;
  const chosen = await onRefusal?.(thrown, context);
  return isResponse(chosen) ? keepPrivate(chosen) : defaultAnswer(thrown, context);
}

function defaultAnswer(error: AnyClerkCerbosError, { request, locals }: AstroContext): Response {
  if (!isForPage(request)) return toResponse(error);
  const isSignedOut = isDenied(error) && error.code === 'signed_out';
  const signIn = isSignedOut && !isWrite(request) ? toSignIn(locals) : undefined;
  if (signIn !== undefined) return keepPrivate(signIn);
  const { status } = toProblem(error);
  // Without a body, Astro renders the 404.astro or the 500.astro of the app.
  return status === 404 || status === 500
    ? new Response(null, { status, headers: { 'Cache-Control': NO_STORE } })
    : toResponse(error);
}

/** An endpoint chooses its headers itself. */
export function isPage({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/html') === true;
}

/** Is a browser opening a page? Recognized as in Clerk's SDK. */
function isForPage({ headers }: Request): boolean {
  const destination = headers.get('sec-fetch-dest');
  if (destination !== null) return destination === 'document' || destination === 'iframe';
  return headers.get('accept')?.startsWith('text/html') === true;
}

/** The redirect of Clerk's SDK for Astro; undefined if its auth object has none. */
function toSignIn(locals: object): Response | undefined {
  const getAuth: unknown = getProperty(locals, 'auth');
  if (typeof getAuth !== 'function') return undefined;
  const redirect = getProperty(Reflect.apply(getAuth, undefined, []), 'redirectToSignIn');
  const response: unknown =
    typeof redirect === 'function' ? Reflect.apply(redirect, undefined, []) : undefined;
  return isResponse(response) ? response : undefined;
}
