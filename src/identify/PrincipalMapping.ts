import { ConfigurationError } from '../errors';
import type { ClerkAuth } from './ClerkAuth';
import { ABSENT } from './Principal';

/** What the app's own mapping functions are given. */
export interface PrincipalSource {
  /** Clerk's auth object; a signed-out one whenever the principal is anonymous. */
  readonly auth: ClerkAuth;
  /** The custom session claims: what the app added to the session token. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** One session claim, and the value (and so the type) it has where the token does not carry it. */
export interface ClaimMapping {
  /** The claim's name, or a path through objects: `metadata.clearance`. */
  readonly claim: string;
  readonly default: string | number | boolean | readonly unknown[] | object;
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

/** The default of a claim for which the mapping names none. */
export function claimMapping(entry: string | ClaimMapping): ClaimMapping {
  return typeof entry === 'string' ? { claim: entry, default: '' } : entry;
}

/**
 * Refuses a mapping that would overwrite the contract or could not be read.
 *
 * @throws ConfigurationError `reserved_attribute` or `invalid_configuration`.
 */
export function checkMapping(mapping: PrincipalMapping): void {
  const { claims, roles, attr } = mapping;
  if (roles !== undefined && typeof roles !== 'function') throw invalid('roles', 'a function');
  if (attr !== undefined && typeof attr !== 'function') throw invalid('attr', 'a function');
  if (claims === undefined || claims === 'all') return;
  if (typeof claims !== 'object') throw invalid('claims', "'all' or an object");
  for (const [name, entry] of Object.entries(claims)) {
    checkAttributeName(name);
    // An app without types may have written anything.
    const { claim, default: fallback }: { claim: unknown; default: unknown } = claimMapping(entry);
    if (typeof claim !== 'string' || claim === '') {
      throw invalid(`claims.${name}`, "a claim's name, or { claim, default }");
    }
    if (fallback === null || fallback === undefined) {
      throw invalid(`claims.${name}.default`, 'a value, since its type is the type of the claim');
    }
  }
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
  return new ConfigurationError({
    code: 'invalid_configuration',
    message: `principal.${option} must be ${expected}.`,
  });
}
