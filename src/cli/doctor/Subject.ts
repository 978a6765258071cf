import type { ClerkApi } from './clerk/ClerkApi';
import type { ClerkKeys } from './clerk/readClerkKeys';
import type { Pdp } from './pdp/Pdp';
import type { PolicySet } from './policies/PolicySet';

/** What `doctor` examines. */
export interface Subject {
  /** The app's folder. Its packages are resolved from there. */
  readonly folder: string;
  /** The policies, or why they can't be read. */
  readonly policies: PolicySet | Error;
  /** The PDP; `undefined` if none is to be asked. */
  readonly pdp: Pdp | undefined;
  readonly keys: ClerkKeys;
  /** Clerk's Backend API; `undefined` without a secret key. */
  readonly clerk: ClerkApi | undefined;
  /** The role of each signed-in session (`principal.baseRole`). */
  readonly baseRole: string;
  /** Roles that the app gives with `principal.roles`. */
  readonly appRoles: readonly string[];
}
