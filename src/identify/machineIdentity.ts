import { deepFreeze } from '../base/snapshot';
import { isRecord, toAttributes } from '../base/value';
import type { ClerkAuth } from './ClerkAuth';
import type { Identity } from './Principal';
import { ABSENT } from './Principal';
import { malformed, readString, readStrings } from './readAuth';

/**
 * Reads an authenticated machine token. It is never taken for its owner: its id is its own, and
 * its role is its token type instead of `user`.
 *
 * @throws RejectedError `invalid_auth` for values that Clerk would not have made.
 * @see https://clerk.com/docs/guides/development/machine-auth/overview
 */
export function machineIdentity(auth: ClerkAuth, tokenType: string): Identity {
  const tokenId = readString(auth.id, 'id');
  if (tokenId === '') throw malformed('id', 'is missing');
  const claims: unknown = auth.claims ?? {};
  if (!isRecord(claims)) throw malformed('claims', 'is not an object');
  return {
    id: `${tokenType}:${tokenId}`,
    roles: [tokenType],
    attr: {
      ...ABSENT,
      tokenType,
      userId: readString(auth.userId, 'userId'),
      orgId: readString(auth.orgId, 'orgId'),
      tokenId,
      machineId: readString(auth.machineId, 'machineId'),
      clientId: readString(auth.clientId, 'clientId'),
      scopes: readStrings(auth.scopes, 'scopes'),
      tokenClaims: deepFreeze(toAttributes(claims, 'auth.claims')),
    },
    auth,
    sessionClaims: {},
    takesRoles: true,
  };
}
