import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { InitialDecisions } from '../base/wire';
import { type ClerkPageAuth, encodeSession } from '../browser/ClerkPageAuth';
import { createDecisionStore } from '../browser/createDecisionStore';
import type { SessionScope } from '../browser/createSource';
import { reachable } from '../browser/postAs';
import { type AppStateLike, isHidden, listenTo } from './AppStateLike';
import { CerbosContext, misplaced, useOuterScope } from './CerbosContext';

/** The hook `useAuth` of any Clerk SDK. */
export type ClerkUseAuth = () => ClerkPageAuth;

/** The props of the provider. A provider inside another one only adds decisions. */
export interface CerbosProviderProps {
  /** The hook `useAuth` of the app's Clerk SDK. Only the outermost provider needs it. */
  readonly useAuth?: ClerkUseAuth;
  /**
   * The path of `checkEndpoint` on the server, used together with `useAuth`. Default:
   * `/api/cerbos`. React Native needs a full URL, because it has no page with an origin.
   */
  readonly endpoint?: string;
  /**
   * `AppState` of `react-native`, used together with `useAuth`: the hooks then ask again when the
   * app comes to the front. A page in a browser needs none.
   */
  readonly appState?: AppStateLike | undefined;
  /** The server's decisions for the first paint, made by `authorizer().snapshot(…)`. */
  readonly initialDecisions?: InitialDecisions | undefined;
  readonly children?: ReactNode;
}

/**
 * Gives the hooks one store per user, session and organization, and one endpoint to ask. Put it
 * inside Clerk's provider. It only affects what is shown: the server must check again.
 *
 * @throws ConfigurationError `invalid_configuration` without `useAuth`, unless it is inside another
 * provider; and for a path as the endpoint where there is no page, as in React Native.
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

const NONE: SessionScope['seeds'] = [];

function Outermost({
  useAuth = misplaced,
  endpoint = '/api/cerbos',
  appState,
  ...props
}: CerbosProviderProps): ReactNode {
  const auth = useAuth();
  const [store] = useState(createDecisionStore);
  const session = auth.isLoaded ? encodeSession(auth) : undefined;

  // At each render, so that the latest `getToken` is used.
  useEffect(() => {
    const page = { ...auth, endpoint: reachable(endpoint), isHidden: () => isHidden(appState) };
    store.enter(session && { ...page, session });
  });

  useEffect(() => listenTo(appState, store), [store, appState]);

  return <Scope {...props} store={store} session={session} seeds={NONE} />;
}

/** Adds the server's decisions to the store, and sets the session of the page. */
function Scope({
  store,
  session,
  seeds,
  initialDecisions,
  children,
}: CerbosProviderProps & SessionScope): ReactNode {
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
