import type { ClerkAuth } from './ClerkAuth';
import type { PrincipalAttributes } from './Principal';

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
