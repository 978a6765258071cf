import { useSyncExternalStore } from 'react';
import type { ClerkPageAuth } from '../../../src/browser/ClerkPageAuth';

/** A Clerk whose `useAuth` says what a test tells it to. */
export interface FakeClerk {
  readonly useAuth: () => ClerkPageAuth;
  /** Changes what it says; a new `getToken` each time, as of a refreshed token. */
  readonly say: (auth: Partial<ClerkPageAuth>) => void;
}

export const alice = {
  userId: 'user_alice',
  sessionId: 'sess_a',
  orgId: 'org_1',
  orgRole: 'org:admin',
};
export const bob = {
  userId: 'user_bob',
  sessionId: 'sess_b',
  orgId: 'org_1',
  orgRole: 'org:member',
};
export const nobody = { userId: null, sessionId: null, orgId: null, orgRole: null };
/** What Clerk says while it loads, and while it changes the session. */
export const loading = {
  isLoaded: false,
  userId: undefined,
  sessionId: undefined,
  orgId: undefined,
  orgRole: undefined,
} as const;

/** @param first - what it says at first; loaded unless it says otherwise. */
export function fakeClerk(first: Partial<ClerkPageAuth>): FakeClerk {
  const listeners = new Set<() => void>();
  let count = 0;
  const withToken = (auth: Partial<ClerkPageAuth>): ClerkPageAuth => {
    const token = `token_${++count}`;
    return { isLoaded: true, getToken: async () => token, ...auth };
  };
  let now = withToken(first);
  const read = () => now;
  const listen = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    useAuth: () => useSyncExternalStore(listen, read, read),
    say(auth) {
      now = withToken(auth);
      for (const listener of listeners) listener();
    },
  };
}

/** The key of a session, as the server writes it. */
export function sessionOf({ userId, sessionId, orgId }: Partial<ClerkPageAuth>) {
  return { userId: userId ?? '', sessionId: sessionId ?? '', orgId: orgId ?? '' };
}
