import { ConfigurationError, invalidConfiguration } from '../base/errors';
import { isRecord, toValue, type Value } from '../base/value';
import type { ClerkAuth } from './ClerkAuth';
import { ABSENT } from './Principal';

declare global {
  // Clerk's own name for what an app adds to its session tokens. Declared here as well, and merged
  // with Clerk's where its types are installed.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- apps fill it
  interface CustomJwtSessionClaims {}
}

/** What the app's own mapping functions are given. */
export interface PrincipalSource {
  /** Clerk's auth object; a signed-out one whenever the principal is anonymous. */
  readonly auth: ClerkAuth;
  /**
   * The custom session claims: what the app added to the session token, typed where it says so in
   * the global interface `CustomJwtSessionClaims`, as for Clerk's own `auth()`. Any may be missing.
   */
  readonly claims: Readonly<Partial<CustomJwtSessionClaims> & Record<string, unknown>>;
}

/** One session claim, and the value (and so the type) it has where the token does not carry it. */
export interface ClaimMapping {
  /** The claim's name, or a path through objects: `metadata.clearance`. */
  readonly claim: string;
  readonly default: Exclude<Value, null>;
}

/** What an app adds to the principal. Nothing here can overwrite the contract's own attributes. */
export interface PrincipalMapping {
  /**
   * Attribute names and the session claims that fill them, always present and of their default's
   * type (`''` where only the claim is named); or `'all'` for every custom claim at `attr.claims`.
   */
  readonly claims?: 'all' | Readonly<Record<string, string | ClaimMapping>>;
  /**
   * Adds roles to users and machines, never to anonymous or pending principals. Reserved names
   * (`user`, `anonymous`, `pending`, a token type, `*`, `org:…`) are dropped.
   */
  readonly roles?: (source: PrincipalSource) => readonly string[];
  /** Adds attributes, once per authorizer. */
  readonly attr?: (source: PrincipalSource) => object | Promise<object>;
}

/**
 * Reads a mapping, and refuses one that would overwrite the contract or could not be used. What is
 * returned is a copy: changing the app's own object changes nothing any more.
 *
 * @throws ConfigurationError `reserved_attribute` or `invalid_configuration`; RejectedError for a
 * default that JSON can't carry.
 */
export function readMapping(mapping: PrincipalMapping): PrincipalMapping {
  const given: unknown = mapping;
  if (!isRecord(given)) throw invalid('', 'an object');
  const { claims, roles, attr } = mapping;
  if (roles !== undefined && typeof roles !== 'function') throw invalid('.roles', 'a function');
  if (attr !== undefined && typeof attr !== 'function') throw invalid('.attr', 'a function');
  return {
    ...(roles !== undefined && { roles }),
    ...(attr !== undefined && { attr }),
    ...(claims !== undefined && { claims: claims === 'all' ? claims : readClaims(claims) }),
  };
}

function readClaims(claims: unknown): Readonly<Record<string, ClaimMapping>> {
  if (!isRecord(claims)) throw invalid('.claims', "'all' or an object");
  const read: Record<string, ClaimMapping> = {};
  for (const [name, entry] of Object.entries(claims)) {
    checkAttributeName(name);
    const { claim, default: fallback } = isRecord(entry) ? entry : { claim: entry, default: '' };
    if (typeof claim !== 'string' || claim === '') {
      throw invalid(`.claims.${name}`, "a claim's name, or { claim, default }");
    }
    const value = toValue(fallback ?? null, `principal.claims.${name}.default`);
    if (value === null) {
      throw invalid(`.claims.${name}.default`, 'a value, since its type is the type of the claim');
    }
    read[name] = { claim, default: value };
  }
  return Object.freeze(read);
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
    message: `The principal's attribute ${JSON.stringify(name)} can't be mapped: it belongs to the contract that policies rely on. Choose another name.`,
  });
}

function invalid(option: string, expected: string): ConfigurationError {
  return invalidConfiguration(`principal${option} must be ${expected}.`);
}
