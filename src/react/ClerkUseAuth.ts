/** The parts of the result of Clerk's `useAuth()` that are used here. */
export interface ClerkPageAuth {
  readonly isLoaded: boolean;
  readonly userId?: string | null | undefined;
  readonly sessionId?: string | null | undefined;
  readonly orgId?: string | null | undefined;
  readonly orgRole?: string | null | undefined;
  readonly getToken: () => Promise<string | null>;
}

/** The hook `useAuth` of any Clerk SDK. */
export type ClerkUseAuth = () => ClerkPageAuth;
