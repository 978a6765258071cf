import { RejectedError } from '../../base/errors';
import { SESSION_TOKEN } from '../../identify/ClerkAuth';
import type { Principal } from '../../identify/Principal';
import { isOfOtherOrigin } from '../isOfOtherOrigin';
import { isWrite, type RequestHead } from '../RequestHead';

/**
 * Refuses a write that a page of another origin made the browser send with the user's session
 * cookie (CSRF). Reads are allowed, because that page can't see the answer. So are callers without
 * a session, and callers who send their token in a header.
 *
 * @param head - of the request; `undefined` if no browser sent it.
 * @param allowed - other origins whose pages may write.
 * @throws RejectedError `other_origin`.
 * @see https://owasp.org/www-community/attacks/csrf
 */
export function refuseForgedWrite(
  head: RequestHead | undefined,
  { attr: { tokenType } }: Principal,
  allowed: ReadonlySet<string>,
): void {
  if (head === undefined || !isWrite(head)) return;
  // Clerk reads machine tokens from the header only.
  if (tokenType !== SESSION_TOKEN || isBearer(head.header('authorization'))) return;
  if (!isOfOtherOrigin(head, allowed)) return;
  throw new RejectedError({
    code: 'other_origin',
    message:
      "A page of another origin sent this write with the user's cookies. To allow it, add the origin to clientOrigins, or write anyOrigin: true in the rule.",
  });
}

/**
 * Does Clerk read the token from this header instead of a cookie? Works as in its SDKs: a password,
 * which browsers send by themselves, is not a token.
 */
function isBearer(authorization = ''): boolean {
  const [scheme, token] = authorization.split(' ', 2);
  return scheme === 'Bearer' || (scheme !== '' && (token === undefined || token === ''));
}
