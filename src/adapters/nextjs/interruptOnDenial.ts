import { handOn } from '../../ask/watchCalls';
import { type DeniedError } from '../../base/errors';
import { isDenied } from '../../base/isClerkCerbosError';
import type { ClerkAuth } from '../../identify/ClerkAuth';
import { appRouterFramework, currentRequest } from './framework';

/** Lets a denied `authorize` leave a page during its render. Elsewhere it throws DeniedError. */
export function interruptOnDenial<Verb extends (...args: never[]) => Promise<unknown>>(
  authorize: Verb,
): Verb {
  const interrupting = (...args: never[]) =>
    handOn(authorize(...args), interruptIfDenied, interrupting);
  // It takes the same arguments and returns the same decision.
  return interrupting as Verb;
}

async function interruptIfDenied<Decision>(answer: Promise<Decision>): Promise<Decision> {
  try {
    return await answer;
  } catch (error) {
    if (!isDenied(error)) throw error;
    // Both are remembered, so neither Next.js nor Clerk is asked again.
    const request = await currentRequest();
    if (!request.isRender) throw error;
    return interrupt(error, await appRouterFramework.auth(request, {}));
  }
}

/**
 * Leaves a page whose visitor is denied: to the sign-in page, or to the page of `forbidden()`.
 * Without `experimental.authInterrupts` it calls `notFound()` instead.
 *
 * @throws the control flow of Next.js.
 * @see https://nextjs.org/docs/app/api-reference/functions/forbidden
 */
async function interrupt({ code }: DeniedError, auth: ClerkAuth): Promise<never> {
  const { forbidden, notFound } = await import('next/navigation');
  if (code === 'signed_out') redirectToSignIn(auth);
  else if (code !== 'not_found') ifEnabled(forbidden);
  return notFound();
}

/** The auth object of Clerk's SDK for Next.js has this function. */
function redirectToSignIn(auth: ClerkAuth): void {
  const redirect: unknown = Reflect.get(auth, 'redirectToSignIn');
  if (typeof redirect === 'function') Reflect.apply(redirect, auth, []);
}

/** If it is not enabled, Next.js throws another kind of error, without a digest. */
function ifEnabled(forbidden: () => never): void {
  try {
    forbidden();
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'digest' in error) throw error;
  }
}
