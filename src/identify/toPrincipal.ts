import { sayOnce } from '../base/development';
import { invalidConfiguration, RejectedError } from '../base/errors';
import { deepFreeze } from '../base/snapshot';
import {
  getProperty,
  isWellFormed,
  setOwn,
  toAttributes,
  toValue,
  type Value,
  withoutPrototype,
} from '../base/value';
import { type ClerkAuth, SESSION_TOKEN, SIGNED_OUT } from './ClerkAuth';
import { ABSENT, type Identity, type Principal } from './Principal';
import {
  type CheckedMapping,
  checkAttributeName,
  type PrincipalMapping,
  type PrincipalSource,
  readMapping,
  whyReserved,
} from './PrincipalMapping';
import { identify } from './identify';

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
  const resolved = resolvePrincipal(auth, readMapping(mapping));
  if (!(resolved instanceof Promise)) return resolved.principal;
  // Its failure must not become an unhandled rejection: what is wrong is said below.
  resolved.catch(() => undefined);
  throw invalidConfiguration(
    'principal.attr is asynchronous, and toPrincipal is not. Take `(await authorizer(auth)).principal` instead.',
  );
}

/** A principal, and the auth object that speaks of it: signed out where it is anonymous. */
export interface ResolvedPrincipal {
  readonly principal: Principal;
  readonly auth: ClerkAuth;
}

/** As {@link toPrincipal}, for a mapping that was read before and may take its time. */
export function resolvePrincipal(
  given: ClerkAuth,
  mapping: CheckedMapping,
): ResolvedPrincipal | Promise<ResolvedPrincipal> {
  const identity = identify(given, mapping.baseRole);
  const { auth } = identity;
  const source = sourceOf(identity, mapping);
  const resolve = (added: object | undefined) => ({
    principal: assemble(identity, mapping, source, added),
    auth,
  });
  const added = mapping.attr?.(source);
  return isThenable(added) ? Promise.resolve(added).then(resolve) : resolve(added);
}

function isThenable(value: unknown): value is PromiseLike<object> {
  return typeof getProperty(value, 'then') === 'function';
}

function sourceOf(identity: Identity, mapping: CheckedMapping): PrincipalSource {
  const { auth, sessionClaims } = identity;
  if (mapping.roles === undefined && mapping.attr === undefined) return { auth, claims: {} };
  const claims = customClaims(sessionClaims);
  return { auth: isMachine(identity) && !mapping.machines ? withoutOwner(auth) : auth, claims };
}

function isMachine({ attr: { tokenType } }: Identity): boolean {
  return tokenType !== '' && tokenType !== SESSION_TOKEN;
}

/**
 * What a mapping learns of a machine token. It names the token, and leaves out what could be taken
 * for a user: Clerk's own object has the owner in `subject`, too.
 */
function withoutOwner(auth: ClerkAuth): ClerkAuth {
  const { tokenType, isAuthenticated, id, scopes, claims, machineId, clientId } = auth;
  return {
    ...SIGNED_OUT,
    ...{ tokenType, isAuthenticated, id, scopes, claims, machineId, clientId },
  };
}

function assemble(
  identity: Identity,
  mapping: CheckedMapping,
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
  const own =
    mapping.roles !== undefined && takesRoles && (mapping.machines || !isMachine(identity))
      ? mapRoles(mapping.roles(source), mapping.baseRole)
      : [];
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

/** Fills the attributes that the app maps from session claims: each always there, of one type. */
function mapClaims(
  sessionClaims: object,
  claims: PrincipalMapping['claims'],
): Record<string, Value> {
  const attributes: Record<string, Value> = {};
  if (claims === undefined || claims === 'all') return attributes;
  for (const [name, entry] of Object.entries(claims)) {
    const { claim, default: fallback } =
      typeof entry === 'string' ? { claim: entry, default: '' } : entry;
    const found = findClaim(sessionClaims, claim);
    const value = typeName(found) === typeName(fallback) ? found : fallback;
    attributes[name] = toValue(value, `sessionClaims.${claim}`);
  }
  return attributes;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

// https://clerk.com/docs/guides/sessions/session-tokens (versions 1 and 2)
const DEFAULT_CLAIMS = new Set(
  'act alg aud azp exp fea fva iat iss jti nbf o oiat org_id org_permissions org_role org_slug pla sid sts sub v'.split(
    ' ',
  ),
);

/** The claims that the app added to its session token: all that are not Clerk's own. */
function customClaims(sessionClaims: object | null | undefined): Record<string, unknown> {
  const claims: Record<string, unknown> = {};
  for (const [name, claim] of Object.entries(sessionClaims ?? {})) {
    if (!DEFAULT_CLAIMS.has(name)) setOwn(claims, name, claim);
  }
  // For the app's own functions, too, what all objects inherit is no claim.
  return withoutPrototype(claims);
}

/** Finds a claim by its name, or by a path through objects (`metadata.clearance`). */
function findClaim(claims: object, path: string): unknown {
  if (Object.hasOwn(claims, path)) return Reflect.get(claims, path);
  let found: unknown = claims;
  for (const name of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name))
      return undefined;
    found = Reflect.get(found, name);
  }
  return found;
}

/**
 * Keeps of an app's own roles those that forge nothing.
 *
 * @throws ConfigurationError `invalid_configuration` for what is no list.
 * @throws RejectedError `invalid_value` for a role the PDP would refuse.
 */
function mapRoles(roles: unknown, baseRole: string): readonly string[] {
  if (!Array.isArray(roles)) {
    // Its failure must not become an unhandled rejection: what is wrong is said below.
    if (roles instanceof Promise) roles.catch(() => undefined);
    throw invalidConfiguration('principal.roles must return an array of strings.');
  }
  const items: readonly unknown[] = roles;
  return items.filter((role, index): role is string => {
    if (typeof role !== 'string' || role === '') {
      sayOnce('principal.roles returned something that is not a role name; it was dropped.');
      return false;
    }
    if (!isWellFormed(role)) {
      const path = `principal.roles[${index}]`;
      throw new RejectedError({
        code: 'invalid_value',
        path,
        message: `${path} is not well-formed Unicode.`,
      });
    }
    const reason = whyReserved(role, baseRole);
    if (reason === undefined) return true;
    const name = JSON.stringify(role.slice(0, MAX_SHOWN));
    sayOnce(`principal.roles returned the role ${name}, which was dropped: ${reason}.`);
    return false;
  });
}

// A role may come from metadata that a user wrote.
const MAX_SHOWN = 64;
