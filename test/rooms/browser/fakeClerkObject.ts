import type { ClerkObject, ClerkResources } from '../../../src/browser';

interface Person {
  readonly userId: string;
  readonly sessionId: string;
  readonly orgId?: string;
  readonly orgRole?: string;
  readonly status?: string;
}

/** What Clerk tells its listeners about a person. */
export function resourcesOf(person: Person): ClerkResources {
  const { userId, sessionId, orgId = '', orgRole = 'org:member', status = 'active' } = person;
  const organization = orgId === '' ? null : { id: orgId };
  return {
    session: { id: sessionId, status, getToken: async () => `token of ${sessionId} in ${orgId}` },
    user: {
      id: userId,
      organizationMemberships: organization ? [{ role: orgRole, organization }] : [],
    },
    organization,
  };
}

export const signedOut: ClerkResources = { session: null, user: null, organization: null };
/** While Clerk loads, and while it goes from one session to another. */
export const between: ClerkResources = {
  session: undefined,
  user: undefined,
  organization: undefined,
};

/** Clerk's object in a page, which says what a test tells it to. */
export interface FakeClerkObject extends ClerkObject {
  readonly say: (resources: ClerkResources) => void;
  readonly listeners: ReadonlySet<unknown>;
}

/** @param first - what it knows; without it, it is still loading. */
export function fakeClerkObject(first?: ClerkResources): FakeClerkObject {
  const listeners = new Set<(resources: ClerkResources) => void>();
  let now = first;
  return {
    listeners,
    addListener(listener) {
      listeners.add(listener);
      if (now) listener(now);
      return () => listeners.delete(listener);
    },
    say(resources) {
      now = resources;
      for (const listener of listeners) listener(resources);
    },
  };
}
