import { ConfigurationError, invalidConfiguration } from '../base/errors';
import { isRecord, isWellFormed, toValue, type Value, withoutPrototype } from '../base/value';
import { type ClerkAuth, MACHINE_TOKENS, SESSION_TOKEN } from './ClerkAuth';
import { ABSENT } from './Principal';

declare global {
  // Clerk's name for the claims that an app adds to its session tokens. It is declared here too,
  // and merged with Clerk's declaration where Clerk's types are installed.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- apps fill it
  interface CustomJwtSessionClaims {}
}

/** The argument of the app's own mapping functions. */
export interface PrincipalSource {
  /**
   * Clerk's auth object. If the principal is anonymous, it is a signed-out one. The auth object of
   * a machine token does not name its owner (`userId`, `orgId`), and has no `getToken`, unless the
   * mapping says `machines: true`.
   */
  readonly auth: ClerkAuth;
  /**
   * The custom session claims: what the app added to the session token. Their types come from the
   * global interface `CustomJwtSessionClaims`, as for Clerk's own `auth()`. Each one may be
   * missing. The object has no prototype: write `Object.hasOwn(claims, name)`.
   */
  readonly claims: Readonly<Partial<CustomJwtSessionClaims> & Record<string, unknown>>;
}

/** One session claim. `default` is the value (and the type) if the token does not contain it. */
export interface ClaimMapping {
  /** The claim's name, or a path through objects: `metadata.clearance`. */
  readonly claim: string;
  readonly default: Exclude<Value, null>;
}

/** What the app adds to the principal. It can't overwrite the contract's own attributes. */
export interface PrincipalMapping {
  /**
   * Attribute names, and the session claims that fill them. Each attribute is always present and
   * has the type of its default (`''` if only the claim is named). Or `'all'`: every custom claim,
   * at `attr.claims`.
   */
  readonly claims?: 'all' | Readonly<Record<string, string | ClaimMapping>>;
  /**
   * The role of every signed-in session. Default `user`. Choose another name if your policies use
   * `user` for something else; `roles` may then return `user`.
   */
  readonly baseRole?: string;
  /**
   * Adds roles to sessions, never to anonymous or pending principals, and to machine tokens only
   * with `machines: true`. Reserved names (the base role, `anonymous`, `pending`, a token type,
   * `*`, `org:…`) are dropped with one warning.
   */
  readonly roles?: (source: PrincipalSource) => readonly string[];
  /**
   * Adds attributes, to machine tokens too. Called once per authorizer, and again after `forget()`.
   */
  readonly attr?: (source: PrincipalSource) => object | Promise<object>;
  /**
   * Also calls `roles` for machine tokens, and shows `roles` and `attr` the owner's `userId` and
   * `orgId`, and the token (`getToken`). A machine token can then get what its owner gets, so read
   * `auth.tokenType` first.
   * Default `false`.
   */
  readonly machines?: boolean;
}

/** A mapping that was checked and copied. */
export interface CheckedMapping extends PrincipalMapping {
  readonly baseRole: string;
  readonly machines: boolean;
}

/**
 * Reads a mapping. Refuses one that would overwrite the contract or can't be used. The result is a
 * copy without a prototype, so later changes to the app's object change nothing.
 *
 * @throws ConfigurationError `reserved_attribute` or `invalid_configuration`; RejectedError for a
 * default that JSON can't represent.
 */
export function readMapping(mapping: PrincipalMapping): CheckedMapping {
  const given: unknown = mapping;
  if (!isRecord(given)) throw invalid('', 'an object');
  const { claims, roles, attr, baseRole = 'user', machines = false } = withoutPrototype(mapping);
  if (typeof baseRole !== 'string' || baseRole === '' || !isWellFormed(baseRole)) {
    throw invalid('.baseRole', "the name of a role, as in 'member'");
  }
  const reserved = whyReserved(baseRole);
  if (reserved !== undefined) throw invalid('.baseRole', `another role: ${reserved}`);
  if (typeof machines !== 'boolean') throw invalid('.machines', 'true or false');
  if (roles !== undefined && typeof roles !== 'function') throw invalid('.roles', 'a function');
  if (attr !== undefined && typeof attr !== 'function') throw invalid('.attr', 'a function');
  return withoutPrototype({
    baseRole,
    machines,
    ...(roles !== undefined && { roles }),
    ...(attr !== undefined && { attr }),
    ...(claims !== undefined && { claims: claims === 'all' ? claims : readClaims(claims) }),
  });
}

function readClaims(claims: unknown): Readonly<Record<string, ClaimMapping>> {
  if (!isRecord(claims)) throw invalid('.claims', "'all' or an object");
  const read: Record<string, ClaimMapping> = {};
  for (const [name, entry] of Object.entries(claims)) {
    checkAttributeName(name);
    const { claim, default: fallback } = isRecord(entry)
      ? withoutPrototype(entry)
      : { claim: entry, default: '' };
    if (typeof claim !== 'string' || claim === '') {
      throw invalid(`.claims.${name}`, "a claim's name, or { claim, default }");
    }
    const value = toValue(fallback ?? null, `principal.claims.${name}.default`);
    if (value === null) {
      throw invalid(
        `.claims.${name}.default`,
        'a value that is not null, because the claim must have the same type',
      );
    }
    read[name] = { claim, default: value };
  }
  return Object.freeze(read);
}

const OWN_ROLES = new Set(['anonymous', 'pending', SESSION_TOKEN, ...MACHINE_TOKENS]);

/** Why an app can't give a role of this name; `undefined` if it can. */
export function whyReserved(role: string, baseRole?: string): string | undefined {
  if (role === baseRole) {
    return 'every signed-in session already has it. If your policies use this name for something else, set principal.baseRole to another name';
  }
  if (role === '*') return 'in a policy it means all roles';
  if (role.startsWith('org:')) return 'only Clerk gives organization roles';
  return OWN_ROLES.has(role)
    ? 'clerk-cerbos itself gives it. Return another name, and use that name in your policies'
    : undefined;
}

/**
 * Refuses an attribute name that belongs to the contract.
 *
 * @throws ConfigurationError `reserved_attribute`.
 */
export function checkAttributeName(name: string): void {
  if (name !== '' && name !== '__proto__' && !Object.hasOwn(ABSENT, name)) return;
  throw new ConfigurationError({
    code: 'reserved_attribute',
    message: `An app can't set the principal's attribute ${JSON.stringify(name)}, because clerk-cerbos sets it. Choose another name.`,
  });
}

function invalid(option: string, expected: string): ConfigurationError {
  return invalidConfiguration(`principal${option} must be ${expected}.`);
}
