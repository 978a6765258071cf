import { member } from '../member';
import type { ClerkAuth } from './ClerkAuth';

/**
 * When the session token expires, in milliseconds since 1970; `Infinity` where it does not say.
 *
 * @see https://clerk.com/docs/guides/sessions/session-tokens
 */
export function tokenExpiry({ sessionClaims }: ClerkAuth): number {
  const seconds = member(sessionClaims, 'exp');
  return typeof seconds === 'number' ? seconds * 1_000 : Infinity;
}
