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
 * Turns a Clerk auth object into the principal for the policies. Pure and synchronous. A caller who
 * is not clearly signed in becomes the anonymous principal.
 *
 * @param auth - the result of `auth()`, `getAuth(req)` or `toAuth()` of any Clerk server SDK.
 * @param mapping - what the app adds: claims, roles, attributes (here only synchronous ones).
 * @throws RejectedError `invalid_auth` or `invalid_value`, naming the path of the value.
 * @throws UnavailableError `clerk_unreachable` if Clerk could not verify the token.
 * @throws ConfigurationError for a value that is not an auth object, and for an unusable mapping.
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
  const read = readMapping(mapping);
  const resolved = resolvePrincipal(identify(auth, read.baseRole), read);
  if (!(resolved instanceof Promise)) return resolved.principal;
  // Prevents an unhandled rejection; the error below says what is wrong.
  resolved.catch(() => undefined);
  throw invalidConfiguration(
    'principal.attr is asynchronous, but toPrincipal is synchronous. Use `(await authorizer(auth)).principal` instead.',
  );
}

/** A principal with its auth object, which is a signed-out one if the principal is anonymous. */
export interface ResolvedPrincipal {
  readonly principal: Principal;
  readonly auth: ClerkAuth;
}

/** Adds a mapping that was read before and may be asynchronous to the identity of a caller. */
export function resolvePrincipal(
  identity: Identity,
  mapping: CheckedMapping,
): ResolvedPrincipal | Promise<ResolvedPrincipal> {
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
 * The auth object of a machine token, as the mapping functions see it. It leaves out the owner, so
 * that the machine can't be treated as a user. Clerk also has the owner in `subject`, and the token
 * of `getToken` names it in its claims.
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
  // The parts of an identity are frozen already.
  deepFreeze(mapped);
  deepFreeze(claims);
  return Object.freeze({
    id,
    roles: Object.freeze(own.length === 0 ? roles : [...new Set([...roles, ...own])]),
    // The contract comes last, so that no added attribute can overwrite it.
    attr: Object.freeze({ ...mapped, ...attr, claims }),
  });
}

/**
 * Reads the added attributes. Each must have a value: Cerbos skips a rule that reads a missing one.
 */
function readAdded({ attr }: PrincipalMapping, added: unknown): Record<string, Value> {
  if (attr === undefined) return {};
  for (const [name, value] of Object.entries(added ?? {})) {
    if (value === undefined) toValue(value, `principal.attr.${name}`);
  }
  return toAttributes(added, 'principal.attr');
}

/**
 * Fills the attributes that the app maps from session claims. Each is always present, and of one
 * type.
 */
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

/** The claims that the app added to its session token: all except Clerk's own. */
function customClaims(sessionClaims: object | null | undefined): Record<string, unknown> {
  const claims: Record<string, unknown> = {};
  for (const [name, claim] of Object.entries(sessionClaims ?? {})) {
    if (!DEFAULT_CLAIMS.has(name)) setOwn(claims, name, claim);
  }
  // No prototype, so that the app's functions don't read inherited members as claims.
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
 * Keeps the app's own roles, except those that would imitate a role of the contract.
 *
 * @throws ConfigurationError `invalid_configuration` for a value that is not a list.
 * @throws RejectedError `invalid_value` for a role that the PDP would refuse.
 */
function mapRoles(roles: unknown, baseRole: string): readonly string[] {
  if (!Array.isArray(roles)) {
    // Prevents an unhandled rejection; the error below says what is wrong.
    if (roles instanceof Promise) {
      roles.catch(() => undefined);
      throw invalidConfiguration(
        'principal.roles returned a promise, but it must return the roles at once. Take them from claims of the session token, or load an attribute in principal.attr, which may be async.',
      );
    }
    throw invalidConfiguration('principal.roles must return an array of strings.');
  }
  const items: readonly unknown[] = roles;
  return items.filter((role, index): role is string => {
    if (typeof role !== 'string' || role === '') {
      sayOnce(
        'principal.roles returned a value that is not a role name. The library ignored it. Return non-empty strings.',
      );
      return false;
    }
    if (!isWellFormed(role)) {
      const path = `principal.roles[${index}]`;
      throw new RejectedError({
        code: 'invalid_value',
        path,
        message: `${path} is not well-formed Unicode, which the PDP refuses. Return only valid strings from principal.roles.`,
      });
    }
    const reason = whyReserved(role, baseRole);
    if (reason === undefined) return true;
    const name = JSON.stringify(role.slice(0, MAX_SHOWN));
    sayOnce(`principal.roles returned the role ${name}. The library ignored it: ${reason}.`);
    return false;
  });
}

// A role may come from metadata that a user wrote.
const MAX_SHOWN = 64;
