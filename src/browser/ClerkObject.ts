import type { ClerkPageAuth } from './ClerkPageAuth';

/**
 * Clerk's own object in the browser: `window.Clerk`, or an instance of `Clerk` of
 * `@clerk/clerk-js`. It may still be loading.
 *
 * @see https://clerk.com/docs/reference/objects/clerk
 */
export interface ClerkObject {
  /** Calls the listener at each change, and at once if Clerk knows the session already. */
  readonly addListener: (listener: (resources: ClerkResources) => void) => () => void;
}

/**
 * What Clerk tells its listeners: `undefined` while a session is loading or changing, `null` if
 * there is none.
 */
export interface ClerkResources {
  readonly session?:
    | {
        readonly id: string;
        readonly status: string;
        readonly getToken: () => Promise<string | null>;
      }
    | null
    | undefined;
  readonly user?:
    | {
        readonly id: string;
        readonly organizationMemberships: readonly {
          readonly role: string;
          readonly organization: { readonly id: string };
        }[];
      }
    | null
    | undefined;
  readonly organization?: { readonly id: string } | null | undefined;
}

/**
 * Whom Clerk names, as `useAuth()` would say it. Not read from the session: after a change of the
 * organization that failed, it names the one that was not entered.
 */
export function toPageAuth({ session, user, organization }: ClerkResources): ClerkPageAuth {
  const getToken = async () => session?.getToken() ?? null;
  // Signed out, as for Clerk's servers: the user has a task to do before the session counts.
  if (session?.status === 'pending') return { isLoaded: true, getToken };
  const orgId = organization?.id;
  return {
    // Each of them alone is a state between two others.
    isLoaded: session !== undefined && user !== undefined && !session === !user,
    userId: user?.id,
    sessionId: session?.id,
    orgId,
    orgRole: user?.organizationMemberships.find((one) => one.organization.id === orgId)?.role,
    getToken,
  };
}
