import type { SessionKey } from '../base/wire';

/** The parts of the result of Clerk's `useAuth()` that are used here. */
export interface ClerkPageAuth {
  readonly isLoaded: boolean;
  readonly userId?: string | null | undefined;
  readonly sessionId?: string | null | undefined;
  readonly orgId?: string | null | undefined;
  readonly orgRole?: string | null | undefined;
  readonly getToken: () => Promise<string | null>;
}

/**
 * A session as JSON, so that answers of one session can't be found under another one. Missing parts
 * are `""`, as in `SessionKey`.
 */
export function encodeSession({
  userId,
  sessionId,
  orgId,
}: Pick<ClerkPageAuth, keyof SessionKey>): string {
  return JSON.stringify({ userId: userId ?? '', sessionId: sessionId ?? '', orgId: orgId ?? '' });
}
