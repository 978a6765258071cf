import { RejectedError } from '../base/errors';
import { deepFreeze } from '../base/snapshot';
import { getProperty, isRecord, isWellFormed, toAttributes } from '../base/value';
import { type ClerkAuth, MACHINE_TOKENS, SESSION_TOKEN } from './ClerkAuth';
import { ABSENT, type Identity, NEVER, type PrincipalAttributes } from './Principal';

/**
 * Reads an authenticated session token from an auth object without a prototype. Returns `undefined`
 * if it does not name a user's session.
 *
 * @throws RejectedError `invalid_auth` for values that Clerk would not have made.
 */
export function sessionIdentity(
  auth: ClerkAuth,
  baseRole: string,
): Omit<Identity, 'auth'> | undefined {
  const id = readUserId(auth);
  const sessionId = readString(auth.sessionId, 'sessionId');
  const sessionStatus = readString(auth.sessionStatus, 'sessionStatus');
  // A token of a JWT template has a user but no session. @clerk/backend 2 accepts it.
  if (id === '' || sessionId === '') return undefined;
  // Instances that have not enabled session statuses leave it out of the token.
  if (sessionStatus !== '' && sessionStatus !== 'active' && sessionStatus !== 'pending') {
    return undefined;
  }
  const sessionClaims = readClaims(auth.sessionClaims);
  const organization = readOrganization(auth);
  const pending = sessionStatus === 'pending';
  const roles = pending
    ? ['pending']
    : [baseRole, organization.orgRole].filter((role) => role !== '');
  const [firstFactorAge, secondFactorAge] = readFactorAges(auth.factorVerificationAge);
  return {
    id,
    roles,
    attr: {
      ...ABSENT,
      tokenType: SESSION_TOKEN,
      userId: id,
      sessionId,
      sessionStatus,
      ...organization,
      firstFactorAge,
      secondFactorAge,
      features: readScopedClaim(getProperty(sessionClaims, 'fea')),
      plans: readScopedClaim(getProperty(sessionClaims, 'pla')),
      ...readActor(auth.actor),
    },
    sessionClaims,
    takesRoles: !pending,
  };
}

function readUserId(auth: ClerkAuth): string {
  const id = readString(auth.userId, 'userId');
  const reserved = id === 'anonymous' || MACHINE_TOKENS.some((type) => id.startsWith(`${type}:`));
  if (reserved)
    throw malformed(
      'userId',
      "is reserved for another kind of principal, so it can't be a user's id",
    );
  return id;
}

function readClaims(claims: unknown): object {
  if (claims === undefined || claims === null) return {};
  if (typeof claims !== 'object') throw malformed('sessionClaims', 'is not an object');
  return claims;
}

type OrganizationAttributes = Pick<
  PrincipalAttributes,
  'orgId' | 'orgSlug' | 'orgRole' | 'orgPermissions'
>;

function readOrganization(auth: ClerkAuth): OrganizationAttributes {
  const orgId = readString(auth.orgId, 'orgId');
  const { orgSlug, orgRole, orgPermissions } = ABSENT;
  if (orgId === '') return { orgId, orgSlug, orgRole, orgPermissions };
  // Old tokens have no prefix, and some have two. Clerk's has() treats them all the same.
  const role = readString(auth.orgRole, 'orgRole').replace(/^(org:)*/, '');
  return {
    orgId,
    orgSlug: readString(auth.orgSlug, 'orgSlug'),
    orgRole: role === '' ? '' : `org:${role}`,
    orgPermissions: readStrings(auth.orgPermissions, 'orgPermissions'),
  };
}

function readActor(actor: unknown): Pick<PrincipalAttributes, 'actorId' | 'actorType'> {
  if (actor === undefined || actor === null) return { actorId: '', actorType: '' };
  if (typeof actor !== 'object') throw malformed('actor', 'is not an object');
  const actorId = readString(getProperty(actor, 'sub'), 'actor.sub');
  if (actorId === '') throw malformed('actor.sub', 'is missing');
  return { actorId, actorType: getProperty(actor, 'type') === 'agent' ? 'agent' : 'user' };
}

const NONE: readonly string[] = Object.freeze([]);

/**
 * Reads the `fea` or `pla` claim (`"o:dashboard,u:beta,ou:export"`) into the names that Clerk's
 * `has()` takes: `org:dashboard`, `user:beta`, `org:export`, `user:export`. As in `has()`, one
 * element without a scope makes the whole claim empty.
 *
 * @see https://clerk.com/docs/guides/sessions/session-tokens
 */
function readScopedClaim(claim: unknown): readonly string[] {
  if (typeof claim !== 'string' || claim === '') return NONE;
  const names = new Set<string>();
  for (const element of claim.split(',')) {
    const scoped = element.trim();
    const colon = scoped.indexOf(':');
    if (colon < 0) return NONE;
    const scope = scoped.slice(0, colon);
    const name = scoped.slice(colon + 1);
    // Clerk's `has()` does not accept such names.
    if (name === '' || name.includes(':')) continue;
    if (scope === 'o' || scope === 'ou' || scope === 'uo') names.add(`org:${name}`);
    if (scope === 'u' || scope === 'ou' || scope === 'uo') names.add(`user:${name}`);
  }
  return Object.freeze([...names]);
}

type FactorAges = readonly [first: number, second: number];

/**
 * Reads the ages of both factors, in minutes. As in Clerk's `has()`, a malformed pair counts as
 * never verified.
 */
function readFactorAges(pair: unknown): FactorAges {
  if (!Array.isArray(pair) || pair.length !== 2) return [NEVER, NEVER];
  const [first, second] = pair.map(readAge);
  return first === undefined || second === undefined ? [NEVER, NEVER] : [first, second];
}

function readAge(age: unknown): number | undefined {
  if (typeof age !== 'number' || !Number.isFinite(age)) return undefined;
  if (age === -1) return NEVER;
  return age < 0 ? undefined : Math.min(age, NEVER - 1);
}

/**
 * Reads an authenticated machine token from an auth object without a prototype. A machine is never
 * treated as its owner: it has its own id, and its token type is its only role.
 *
 * @throws RejectedError `invalid_auth` for values that Clerk would not have made.
 * @see https://clerk.com/docs/guides/development/machine-auth/overview
 */
export function machineIdentity(auth: ClerkAuth, tokenType: string): Omit<Identity, 'auth'> {
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
    sessionClaims: {},
    takesRoles: true,
  };
}

/**
 * Reads a string of the auth object; `""` if it is missing.
 *
 * @throws RejectedError `invalid_auth` for any other value, naming the path.
 */
function readString(input: unknown, path: string): string {
  if (input === undefined || input === null) return '';
  if (typeof input !== 'string') throw malformed(path, 'is not a string');
  if (!isWellFormed(input)) throw malformed(path, 'is not well-formed Unicode');
  return input;
}

/**
 * Reads a list of strings of the auth object, without duplicates; `[]` if it is missing. Frozen.
 *
 * @throws RejectedError `invalid_auth` for any other value, naming the path.
 */
function readStrings(input: unknown, path: string): readonly string[] {
  if (input === undefined || input === null) return NONE;
  if (!Array.isArray(input)) throw malformed(path, 'is not a list of strings');
  const strings = new Set<string>();
  // Unlike forEach, this loop also visits the holes of a sparse array.
  for (let index = 0; index < input.length; index += 1) {
    const item: unknown = input[index];
    const isValid = typeof item === 'string' && isWellFormed(item);
    strings.add(isValid ? item : readItem(item, `${path}[${index}]`));
  }
  return Object.freeze([...strings]);
}

function readItem(item: unknown, path: string): string {
  if (typeof item !== 'string') throw malformed(path, 'is not a string');
  return readString(item, path);
}

/** The error for a part of the auth object that Clerk would not have made. */
function malformed(path: string, reason: string): RejectedError {
  return new RejectedError({
    code: 'invalid_auth',
    path,
    message: `auth.${path} ${reason}. Pass the auth object unchanged, as Clerk's SDK returns it.`,
  });
}
