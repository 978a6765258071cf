/** What Clerk's `useAuth()` says, as far as it is read here. */
export interface ClerkPageAuth {
  readonly isLoaded: boolean;
  readonly userId?: string | null | undefined;
  readonly sessionId?: string | null | undefined;
  readonly orgId?: string | null | undefined;
  readonly orgRole?: string | null | undefined;
  readonly getToken: () => Promise<string | null>;
}

/** The hook `useAuth` of whichever Clerk SDK the app uses. */
export type ClerkUseAuth = () => ClerkPageAuth;
