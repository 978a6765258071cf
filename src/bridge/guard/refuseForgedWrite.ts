import { RejectedError } from '../../base/errors';
import { SESSION_TOKEN } from '../../identify/ClerkAuth';
import type { Principal } from '../../identify/Principal';
import { isOfOtherOrigin } from '../isOfOtherOrigin';
import { isWrite, type RequestHead } from '../RequestHead';

/**
 * Refuses a write that a page of another origin made the browser send, with the session of its
 * user in a cookie. Reads are left alone, since that page is not shown the answer; and so is who
 * has no session, or sends its token by hand.
 *
 * @param head - of the request; `undefined` where no browser sent it.
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
  // Clerk takes the tokens of machines from the header only.
  if (tokenType !== SESSION_TOKEN || isBearer(head.header('authorization'))) return;
  if (!isOfOtherOrigin(head, allowed)) return;
  throw new RejectedError({
    code: 'other_origin',
    message:
      "A page of another origin sent this, with the user's cookies. To let its pages write, name their origin in clientOrigins, or write anyOrigin: true in the rule.",
  });
}

/**
 * Does Clerk take the token from this header rather than from a cookie? As its SDKs tell it: a
 * password, which browsers send by themselves, is none.
 */
function isBearer(authorization = ''): boolean {
  const [scheme, token] = authorization.split(' ', 2);
  return scheme === 'Bearer' || (scheme !== '' && (token === undefined || token === ''));
}
