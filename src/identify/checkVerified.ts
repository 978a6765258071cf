import { misconfigured, UnavailableError } from '../base/errors';
import { member } from '../base/getProperty';
import { type ClerkAuth, SESSION_TOKEN } from './ClerkAuth';

/**
 * Was the token refused, or could nobody tell? Clerk's SDKs say "signed out" to both: only the
 * reason, among what they tell for debugging, knows that Clerk's API did not answer.
 *
 * @throws UnavailableError `clerk_unreachable`; ConfigurationError `invalid_configuration` where
 * Clerk refuses the app's own secret key.
 * @see https://github.com/clerk/javascript/blob/main/packages/backend/src/tokens/verify.ts
 */
export function checkVerified(auth: ClerkAuth): void {
  const { reason, message } = whyNot(auth);
  if (reason === 'secret-key-invalid') {
    throw misconfigured(
      "Clerk refuses the app's secret key, so that no token can be verified. Is CLERK_SECRET_KEY (or CLERK_MACHINE_SECRET_KEY) that of this instance?",
    );
  }
  if (!isOutage(reason, message) || isGarbled(auth, reason, message)) return;
  throw new UnavailableError({
    code: 'clerk_unreachable',
    message:
      "Clerk's API did not say whether the token is good, so that nobody knows who is calling. Is it down, or the app's rate limit used up? Session tokens need no API where the SDK is given jwtKey.",
  });
}

/**
 * Version 2 of the SDK says the same, and no more, of a session token that it can't even read. No
 * API has a part in that; where the keys of session tokens can't be had, it says so.
 */
function isGarbled({ tokenType }: ClerkAuth, reason: unknown, message: string): boolean {
  return tokenType === SESSION_TOKEN && reason === 'unexpected-error' && message === '';
}

function isOutage(reason: unknown, message: string): boolean {
  switch (reason) {
    case 'jwk-remote-failed-to-load':
      return true;
    case 'unexpected-error': {
      // An answer about the very token, whatever it is, is no outage.
      const [, status = ''] = /\bstatus=(\d+)/.exec(message) ?? [];
      return !/^4\d\d$/.test(status) || status === '408' || status === '429';
    }
    case 'token-verification-failed':
      // Of the JWTs of machines, the SDKs say no more than this, where their keys can't be loaded.
      return /^(?:Error loading Clerk JWKS|fetch failed)/.test(message);
    default:
      return false;
  }
}

function whyNot({ debug }: ClerkAuth): { readonly reason: unknown; readonly message: string } {
  const told: unknown = typeof debug === 'function' ? debug() : undefined;
  // @clerk/nextjs takes both from headers, and names them after these.
  const message = member(told, 'message') ?? member(told, 'authMessage');
  return {
    reason: member(told, 'reason') ?? member(told, 'authReason'),
    message: typeof message === 'string' ? message : '',
  };
}
