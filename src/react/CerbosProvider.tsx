import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { InitialDecisions } from '../base/wire';
import { CerbosContext, type CerbosScope, misplaced, useOuterScope } from './CerbosContext';
import type { ClerkUseAuth } from './ClerkUseAuth';
import { createDecisionStore } from './createDecisionStore';
import { encodeSession } from './postAs';

/** What a provider is given; one inside another only adds decisions. */
export interface CerbosProviderProps {
  /** The hook of the app's Clerk SDK. Only a provider that is in no other needs it. */
  readonly useAuth?: ClerkUseAuth;
  /** Where the server mounts `checkEndpoint`, read beside `useAuth`. Default: `/api/cerbos`. */
  readonly endpoint?: string;
  /** What the server decided for the first paint, with `authorizer().snapshot(…)`. */
  readonly initialDecisions?: InitialDecisions | undefined;
  readonly children?: ReactNode;
}

/**
 * Gives the hooks one store for each user, session and organization, and one endpoint to ask. It
 * stands inside Clerk's provider. What is shown with it is presentation: the server checks again.
 *
 * @throws ConfigurationError `invalid_configuration` without `useAuth`, unless it is in another.
 *
 * @example
 * ```tsx
 * 'use client';
 * import { useAuth } from '@clerk/nextjs';
 * import { CerbosProvider } from 'clerk-cerbos/react';
 * import type { ReactNode } from 'react';
 *
 * export function Providers({ children }: { children: ReactNode }) {
 *   return <CerbosProvider useAuth={useAuth}>{children}</CerbosProvider>;
 * }
 * ```
 */
export function CerbosProvider(props: CerbosProviderProps): ReactNode {
  const outer = useOuterScope();
  return outer ? <Scope {...props} {...outer} /> : <Outermost {...props} />;
}

function Outermost({
  useAuth = misplaced,
  endpoint = '/api/cerbos',
  ...props
}: CerbosProviderProps): ReactNode {
  const auth = useAuth();
  const [store] = useState(createDecisionStore);
  const session = auth.isLoaded ? encodeSession(auth) : undefined;

  // Each time, since the token is to be the latest.
  useEffect(() => store.enter(session && { ...auth, session, endpoint }));

  useEffect(() => {
    // React Native has none.
    if (typeof document === 'undefined') return undefined;
    const onChange = () => {
      if (!document.hidden) store.refresh();
    };
    document.addEventListener('visibilitychange', onChange);
    return () => document.removeEventListener('visibilitychange', onChange);
  }, [store]);

  return <Scope {...props} store={store} session={session} />;
}

/** Adds what the server decided to the store, and says whose page this is. */
function Scope({
  store,
  session,
  initialDecisions,
  children,
}: CerbosProviderProps & CerbosScope): ReactNode {
  // While rendering, since the first paint needs it. Doing it twice is doing it once.
  if (initialDecisions) store.seed(initialDecisions);
  useEffect(store.announce, [store, initialDecisions]);

  // Until Clerk is there, a page belongs to whom it was rendered for. Once Clerk has spoken, it is
  // nobody's while Clerk says nothing.
  const initial = store.page() ? undefined : initialDecisions;
  const key = session ?? (initial && encodeSession(initial.session));
  const scope = useMemo(() => ({ store, session: key }), [store, key]);
  return <CerbosContext.Provider value={scope}>{children}</CerbosContext.Provider>;
}
