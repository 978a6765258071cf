import { invalidConfiguration } from '../../base/errors';
import { getProperty, isObject } from '../../base/value';
import { type Framework, readClerkAuth } from '../../bridge/Framework';
import { webHead } from '../../bridge/RequestHead';
import { assertOwnAuth } from '../../identify/assertOwnAuth';
import type { AstroContext } from './AstroClerkCerbos';

const NO_AUTH = 'locals.auth is not a function';

/**
 * Astro: pages, components, endpoints, actions and middleware have objects of their own, but in one
 * request they share `request`. A rewrite makes a new one, which then asks again.
 *
 * @see https://clerk.com/docs/reference/astro/locals
 */
export const astroFramework: Framework<AstroContext> = {
  requestName: 'Astro',
  // Astro sets it after an action of a form. The page below must not show what was decided before
  // the action changed it.
  requestKey: ({ request, locals }) => {
    const result = getProperty(locals, '_actionPayload');
    return isObject(result) ? result : request;
  },
  // Also after a rewrite by the app's middleware, which makes a new request.
  watchKey: ({ locals }) => locals,
  head: ({ request }) => webHead(request),
  signal: ({ request }) => request.signal,
  async auth(context, asked) {
    refusePrerendered(context);
    const { locals, request } = context;
    askedFor.add(request);
    const getAuth = (...options: readonly unknown[]): unknown => {
      const current = getProperty(locals, 'auth');
      if (typeof current !== 'function') throw new Error(NO_AUTH);
      return Reflect.apply(current, undefined, options);
    };
    const auth = await readClerkAuth(getAuth, [], asked, '@clerk/astro 3', {
      says: NO_AUTH,
      write:
        'Write onRequest = sequence(clerkMiddleware(), cerbosMiddleware()) in src/middleware.ts, with clerkMiddleware of @clerk/astro/server.',
    });
    assertOwnAuth(auth, request, undefined, OWN_LOCALS);
    return auth;
  },
};

const askedFor = new WeakSet<Request>();

/** Was something asked for the caller of this request? Its answer is then for this caller only. */
export function wasAsked({ request }: AstroContext): boolean {
  return askedFor.has(request);
}

const OWN_LOCALS =
  'requests share one `locals`. Pass a new object as locals with each request, where you call the handler of Astro. In a test, send the session token with the request.';

/**
 * Refuses to ask while a page is built: the answer for one caller would stand in the HTML for all.
 *
 * @throws ConfigurationError `invalid_configuration`.
 * @see https://docs.astro.build/en/guides/on-demand-rendering/
 */
export function refusePrerendered(context: AstroContext): void {
  if (getProperty(context, 'isPrerendered') !== true) return;
  throw invalidConfiguration(
    "A prerendered page has no caller, so its HTML can't depend on one. Write export const prerender = false in the page or endpoint that asks.",
  );
}
