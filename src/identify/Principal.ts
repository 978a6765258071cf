import type { Value } from '../base/value';
import type { SessionKey } from '../base/wire';
import type { ClerkAuth } from './ClerkAuth';

/**
 * The age, in minutes, of a factor that was never verified. It is greater than any age in a policy.
 */
export const NEVER = 1_000_000_000;

/**
 * The attributes of the principal that policies read. Every key is always present and always of the
 * same type: Cerbos skips a rule whose condition reads a missing attribute, also a DENY rule. This
 * is version 1 of the contract; the names are Clerk's own.
 *
 * @see https://docs.cerbos.dev/cerbos/latest/policies/conditions
 */
export interface PrincipalAttributes {
  /** `session_token`, `api_key`, `m2m_token` or `oauth_token`; `""` if the caller is anonymous. */
  readonly tokenType: string;
  /** The user, or the owner of a machine token. `""` if there is none. */
  readonly userId: string;
  readonly sessionId: string;
  readonly sessionStatus: string;
  /** The active organization, or the owner of a machine token. `""` if there is none. */
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
  /** The id of the person or agent that impersonates the user; `""` if there is none. */
  readonly actorId: string;
  /** `user` or `agent`; `""` if the session is not impersonated. */
  readonly actorType: string;
  readonly tokenId: string;
  readonly machineId: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** All custom session claims, if the mapping says `claims: 'all'`. */
  readonly claims: Readonly<Record<string, Value>>;
  /** The claims of a machine token. The creator of the token chose them. */
  readonly tokenClaims: Readonly<Record<string, Value>>;
  /** Attributes that the app's own mapping adds. */
  readonly [mapped: string]: Value;
}

/** The caller in the form that Cerbos takes. Frozen. */
export interface Principal {
  readonly id: string;
  /** Without duplicates, never empty. */
  readonly roles: readonly string[];
  readonly attr: PrincipalAttributes;
}

/**
 * The attributes of an anonymous caller. Each is also the value of an attribute that does not
 * apply.
 */
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

/** Is the caller signed out? Only this package can give a principal the role `anonymous`. */
export function isAnonymous(principal: Principal): boolean {
  return principal.roles.includes('anonymous');
}

/** The session and organization of a principal, in the form that the browser knows. */
export function sessionKey({ attr: { userId, sessionId, orgId } }: Principal): SessionKey {
  return { userId, sessionId, orgId };
}

/**
 * What an auth object says about its caller, before the app's mapping is added. All of it is
 * frozen.
 */
export interface Identity {
  readonly id: string;
  readonly roles: readonly string[];
  readonly attr: PrincipalAttributes;
  /** The auth object that the mapping functions see. */
  readonly auth: ClerkAuth;
  /** The claims that the mapping may read. */
  readonly sessionClaims: object;
  /** False for anonymous and pending callers, who don't get the app's own roles. */
  readonly takesRoles: boolean;
}
