import type { ClerkPageAuth } from './ClerkUseAuth';

/**
 * A session in JSON, so that nothing which is known of one can be found under another. What is
 * absent is `""`, as in `SessionKey`.
 */
export function encodeSession({
  userId,
  sessionId,
  orgId,
}: Pick<ClerkPageAuth, 'userId' | 'sessionId' | 'orgId'>): string {
  return JSON.stringify({ userId: userId ?? '', sessionId: sessionId ?? '', orgId: orgId ?? '' });
}
