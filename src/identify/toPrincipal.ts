import { misconfigured } from '../base/errors';
import { member } from '../base/getProperty';
import { deepFreeze } from '../base/snapshot';
import { setOwn, toAttributes, toValue, type Value } from '../base/value';
import { customClaims, mapClaims, mapRoles } from './applyMapping';
import type { ClerkAuth } from './ClerkAuth';
import { identify } from './identify';
import type { Identity } from './Principal';
import { ABSENT, type Principal } from './Principal';
import {
  checkAttributeName,
  type PrincipalMapping,
  type PrincipalSource,
  readMapping,
} from './PrincipalMapping';

/**
 * Turns a Clerk auth object into the principal that policies are written for. Pure and
 * synchronous; whatever is not surely a signed-in caller becomes the anonymous principal.
 *
 * @param auth - what `auth()`, `getAuth(req)` or `toAuth()` of any Clerk server SDK returns.
 * @param mapping - what the app adds: claims, roles, attributes (here only synchronous ones).
 * @throws RejectedError `invalid_auth` or `invalid_value`, naming the path of the value.
 * @throws UnavailableError `clerk_unreachable` where Clerk could not verify the token.
 * @throws ConfigurationError for what is no auth object, and for a mapping that can't be used.
 * @example
 * ```ts
 * import { toPrincipal } from 'clerk-cerbos';
 *
 * const principal = toPrincipal({ tokenType: 'session_token', isAuthenticated: false });
 * console.log(principal.id, principal.roles); // anonymous [ 'anonymous' ]
 * ```
 * @see https://clerk.com/docs/reference/backend/types/auth-object
 */
export function toPrincipal(auth: ClerkAuth, mapping: PrincipalMapping = {}): Principal {
  const principal = resolvePrincipal(auth, readMapping(mapping));
  if (!(principal instanceof Promise)) return principal;
  // Nobody waits for it any more, not even to hear that it failed.
  principal.catch(() => undefined);
  throw misconfigured(
    'principal.attr is asynchronous, and toPrincipal is not. Take `(await authorizer(auth)).principal` instead.',
  );
}

/** As {@link toPrincipal}, for a mapping that was read before and may take its time. */
export function resolvePrincipal(
  auth: ClerkAuth,
  mapping: PrincipalMapping,
): Principal | Promise<Principal> {
  const identity = identify(auth);
  const source = sourceOf(identity, mapping);
  const added = mapping.attr?.(source);
  return isThenable(added)
    ? Promise.resolve(added).then((attributes) => assemble(identity, mapping, source, attributes))
    : assemble(identity, mapping, source, added);
}

function isThenable(value: unknown): value is PromiseLike<object> {
  return typeof member(value, 'then') === 'function';
}

function sourceOf({ auth, sessionClaims }: Identity, mapping: PrincipalMapping): PrincipalSource {
  const used = mapping.roles !== undefined || mapping.attr !== undefined;
  return { auth, claims: used ? customClaims(sessionClaims) : {} };
}

function assemble(
  identity: Identity,
  mapping: PrincipalMapping,
  source: PrincipalSource,
  added: object | undefined,
): Principal {
  const { id, roles, attr, sessionClaims, takesRoles } = identity;
  const mapped: Record<string, Value> = mapClaims(sessionClaims, mapping.claims);
  for (const [name, value] of Object.entries(readAdded(mapping, added))) {
    checkAttributeName(name);
    setOwn(mapped, name, value);
  }
  const claims =
    mapping.claims === 'all'
      ? toAttributes(customClaims(sessionClaims), 'sessionClaims')
      : ABSENT.claims;
  const own = takesRoles && mapping.roles !== undefined ? mapRoles(mapping.roles(source)) : [];
  // What an identity holds is frozen already.
  deepFreeze(mapped);
  deepFreeze(claims);
  return Object.freeze({
    id,
    roles: Object.freeze(own.length === 0 ? roles : [...new Set([...roles, ...own])]),
    // The contract last: nothing that is added can overwrite it.
    attr: Object.freeze({ ...mapped, ...attr, claims }),
  });
}

/** What a policy reads must be there: Cerbos skips a rule that reads a missing attribute. */
function readAdded({ attr }: PrincipalMapping, added: unknown): Record<string, Value> {
  if (attr === undefined) return {};
  for (const [name, value] of Object.entries(added ?? {})) {
    if (value === undefined) toValue(value, `principal.attr.${name}`);
  }
  return toAttributes(added, 'principal.attr');
}
