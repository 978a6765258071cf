import type { Value } from '../base/value';
import type { SessionKey } from '../base/wire';
import type { ClerkAuth } from './ClerkAuth';

/** Age, in minutes, of a factor that was never verified: greater than any age a policy asks for. */
export const NEVER = 1_000_000_000;

/**
 * What policies read of the caller. Every key is always present and always of the same
 * type, because Cerbos skips a rule whose condition reads a missing attribute, a DENY rule too.
 * Version 1 of the contract; names are Clerk's own.
 *
 * @see https://docs.cerbos.dev/cerbos/latest/policies/conditions
 */
export interface PrincipalAttributes {
  /** `session_token`, `api_key`, `m2m_token`, `oauth_token`, or `""` for nobody. */
  readonly tokenType: string;
  /** The user; of a machine token, its owner. `""` if there is none. */
  readonly userId: string;
  readonly sessionId: string;
  readonly sessionStatus: string;
  /** The active organization; of a machine token, its owner. `""` if there is none. */
  readonly orgId: string;
  readonly orgSlug: string;
  /** Always with exactly one `org:` prefix. */
  readonly orgRole: string;
  readonly orgPermissions: readonly string[];
  /** Minutes since the first factor was verified; 1000000000 for never. */
  readonly firstFactorAge: number;
  /** Minutes since the second factor was verified; 1000000000 for never. */
  readonly secondFactorAge: number;
  /** Scoped as in Clerk's `has()`: `org:dashboard`, `user:beta`. */
  readonly features: readonly string[];
  readonly plans: readonly string[];
  /** Who is impersonating the user. */
  readonly actorId: string;
  /** `user` or `agent`; `""` if nobody is impersonating. */
  readonly actorType: string;
  readonly tokenId: string;
  readonly machineId: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** All custom session claims, where the mapping asks for `claims: 'all'`. */
  readonly claims: Readonly<Record<string, Value>>;
  /** The claims of a machine token: chosen by whoever made the token. */
  readonly tokenClaims: Readonly<Record<string, Value>>;
  /** What the app's own mapping adds. */
  readonly [mapped: string]: Value;
}

/** Who is asking, in the form that Cerbos takes. Frozen. */
export interface Principal {
  readonly id: string;
  /** Unique, never empty. */
  readonly roles: readonly string[];
  readonly attr: PrincipalAttributes;
}

/** The attributes of nobody, and the value of every attribute that does not apply. */
export const ABSENT: PrincipalAttributes = Object.freeze({
  tokenType: '',
  userId: '',
  sessionId: '',
  sessionStatus: '',
  orgId: '',
  orgSlug: '',
  orgRole: '',
  orgPermissions: Object.freeze([]),
  firstFactorAge: NEVER,
  secondFactorAge: NEVER,
  features: Object.freeze([]),
  plans: Object.freeze([]),
  actorId: '',
  actorType: '',
  tokenId: '',
  machineId: '',
  clientId: '',
  scopes: Object.freeze([]),
  claims: Object.freeze({}),
  tokenClaims: Object.freeze({}),
});

/** Is nobody signed in? Only this library can give a principal the role `anonymous`. */
export function isAnonymous(principal: Principal): boolean {
  return principal.roles.includes('anonymous');
}

/** Whose session it is, and with which organization, as the browser's half of Clerk tells it. */
export function sessionKey({ attr: { userId, sessionId, orgId } }: Principal): SessionKey {
  return { userId, sessionId, orgId };
}

/** What an auth object says of its caller, before the app's own mapping is added; all of it frozen. */
export interface Identity {
  readonly id: string;
  readonly roles: readonly string[];
  readonly attr: PrincipalAttributes;
  /** What the mapping functions may see. */
  readonly auth: ClerkAuth;
  /** The claims that the mapping may read. */
  readonly sessionClaims: object;
  /** Only whoever is fully signed in gets the app's own roles. */
  readonly takesRoles: boolean;
}
