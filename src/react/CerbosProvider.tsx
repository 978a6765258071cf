import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { InitialDecisions } from '../base/wire';
import { CerbosContext, type CerbosScope, misplaced, useOuterScope } from './CerbosContext';
import type { ClerkUseAuth } from './ClerkUseAuth';
import { createDecisionStore, isHidden } from './createDecisionStore';
import { encodeSession } from './postAs';

/** The props of the provider. A provider inside another one only adds decisions. */
export interface CerbosProviderProps {
  /** The hook `useAuth` of the app's Clerk SDK. Only the outermost provider needs it. */
  readonly useAuth?: ClerkUseAuth;
  /**
   * The path of `checkEndpoint` on the server, used together with `useAuth`. Default:
   * `/api/cerbos`. React Native needs a full URL, because it has no page with an origin.
   */
  readonly endpoint?: string;
  /** The server's decisions for the first paint, made by `authorizer().snapshot(…)`. */
  readonly initialDecisions?: InitialDecisions | undefined;
  readonly children?: ReactNode;
}

/**
 * Gives the hooks one store per user, session and organization, and one endpoint to ask. Put it
 * inside Clerk's provider. It only affects what is shown: the server must check again.
 *
 * @throws ConfigurationError `invalid_configuration` without `useAuth`, unless it is inside another
 * provider.
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

const NONE: CerbosScope['seeds'] = [];

function Outermost({
  useAuth = misplaced,
  endpoint = '/api/cerbos',
  ...props
}: CerbosProviderProps): ReactNode {
  const auth = useAuth();
  const [store] = useState(createDecisionStore);
  const session = auth.isLoaded ? encodeSession(auth) : undefined;

  // At each render, so that the latest `getToken` is used.
  useEffect(() => store.enter(session && { ...auth, session, endpoint }));

  useEffect(() => {
    // React Native has none.
    if (typeof document === 'undefined') return undefined;
    const onChange = () => {
      if (!isHidden()) store.refresh();
    };
    const onOnline = () => {
      store.retry(({ code }) => code === 'unreachable');
    };
    document.addEventListener('visibilitychange', onChange);
    window.addEventListener('online', onOnline);
    return () => {
      document.removeEventListener('visibilitychange', onChange);
      window.removeEventListener('online', onOnline);
    };
  }, [store]);

  return <Scope {...props} store={store} session={session} seeds={NONE} />;
}

/** Adds the server's decisions to the store, and sets the session of the page. */
function Scope({
  store,
  session,
  seeds,
  initialDecisions,
  children,
}: CerbosProviderProps & CerbosScope): ReactNode {
  // During render, because the first paint needs it. Doing it twice has no further effect.
  if (initialDecisions) store.seed(initialDecisions);
  useEffect(store.announce, [store, initialDecisions]);

  // Before Clerk has loaded, the page belongs to the session that it was rendered for. After that,
  // it belongs to no session while Clerk does not name one.
  const initial = store.page() ? undefined : initialDecisions;
  const key = session ?? (initial && encodeSession(initial.session));
  // A part of the page may hydrate after the provider got other decisions.
  const [all] = useState(() => (initialDecisions ? [initialDecisions, ...seeds] : seeds));
  const scope = useMemo(() => ({ store, session: key, seeds: all }), [store, key, all]);
  return <CerbosContext.Provider value={scope}>{children}</CerbosContext.Provider>;
}
