import type { Kind, RegisteredPolicies } from '../ask/types/Policies';
import type { ActionInput } from '../ask/types/Question';
import type { InitialDecisions } from '../base/wire';
import { type ClerkObject, toPageAuth } from './ClerkObject';
import { encodeSession } from './ClerkPageAuth';
import { createDecisionStore, type DecisionStore } from './createDecisionStore';
import { type BrowserDecision, createSource, type Source } from './createSource';
import { isPageHidden, listenToPage } from './listenToPage';
import { reachable } from './postAs';
import {
  actionsOf,
  type BrowserAction,
  type BrowserResource,
  encodeQuestions,
  type Missing,
} from './Question';

/** What the store of a page is made of. */
export interface CerbosStoreOptions {
  readonly clerk: ClerkObject;
  /** The path of `checkEndpoint` on the server, or its URL. Default: `/api/cerbos`. */
  readonly endpoint?: string | undefined;
  /** The server's decisions for the first paint, made by `authorizer().snapshot(…)`. */
  readonly initialDecisions?: InitialDecisions | undefined;
}

/** A question about one resource. */
export type BrowserQuestion<
  K extends Kind<Policies>,
  Policies extends object = RegisteredPolicies,
> = ActionInput<BrowserAction<K, Policies>> & {
  readonly resource: BrowserResource<K, Policies> | Missing;
};

/** The decision on one question, as a store of Svelte. */
export interface DecisionReader<A extends string> {
  /** The decision now: the same object until something changes. Reading alone asks nothing. */
  readonly get: () => BrowserDecision<A>;
  /**
   * Asks, and calls `run` at once and then at each change, until the function that it returns is
   * called.
   */
  readonly subscribe: (run: (decision: BrowserDecision<A>) => void) => () => void;
}

/** The decisions of one page. */
export interface CerbosStore<Policies extends object = RegisteredPolicies> {
  /**
   * May the user do this? What is asked in one tick is one request.
   *
   * @param question - or its resource, or its id: `undefined` while it is not known yet, which is
   * loading; `null` if there is nothing to ask about, which allows nothing and is no error.
   */
  readonly ask: <const K extends Kind<Policies>>(
    question: BrowserQuestion<K, Policies> | Missing,
  ) => DecisionReader<BrowserAction<K, Policies>>;
  /** Call it after a change: asks again what has a subscriber, and forgets the rest. */
  readonly invalidate: () => void;
  /** Asks again what has a subscriber. Requests that are under way count. */
  readonly refresh: () => void;
  /** Adds decisions of the server. Those of another session are not shown. */
  readonly seed: (initial: InitialDecisions) => void;
  /** Ends the store: every decision is loading from now on, and nothing is asked. */
  readonly destroy: () => void;
}

/**
 * Makes the store of a page, without a framework. Make one for the page, in the browser. It only
 * affects what is shown: the server must check again.
 *
 * @throws ConfigurationError `invalid_configuration` for a path as the endpoint where there is no
 * page, as on a server. There, a store would be shared by all users.
 *
 * @example
 * ```ts
 * import { createCerbosStore, type ClerkObject } from 'clerk-cerbos/browser';
 *
 * export function showEditButton(clerk: ClerkObject, button: HTMLButtonElement) {
 *   const cerbos = createCerbosStore({ clerk });
 *   const decision = cerbos.ask({ resource: { kind: 'document', id: '7' }, action: 'edit' });
 *   return decision.subscribe(({ isAllowed }) => {
 *     button.disabled = !isAllowed('edit');
 *   });
 * }
 * ```
 *
 * @see https://svelte.dev/docs/svelte/stores#Store-contract
 */
export function createCerbosStore<Policies extends object = RegisteredPolicies>({
  clerk,
  endpoint: path = '/api/cerbos',
  initialDecisions,
}: CerbosStoreOptions): CerbosStore<Policies> {
  const endpoint = reachable(path);
  const store = createDecisionStore();
  const followers = new Set<() => void>();
  let session: string | undefined;
  let isOver = false;
  const enter = (next: string | undefined) => {
    if (next === session) return;
    session = next;
    followers.forEach((follow) => follow());
  };

  const seed = (initial: InitialDecisions) => {
    if (isOver) return;
    store.seed(initial);
    // Before Clerk has loaded, the page belongs to the session that it was rendered for.
    if (!store.page()) enter(encodeSession(initial.session));
    store.announce();
  };
  if (initialDecisions) seed(initialDecisions);

  const stopClerk = clerk.addListener((resources) => {
    // Clerk's SDKs may call a listener that was removed before clerk-js had loaded.
    if (isOver) return;
    const auth = toPageAuth(resources);
    const next = auth.isLoaded ? encodeSession(auth) : undefined;
    store.enter(next && { ...auth, session: next, endpoint, isHidden: isPageHidden });
    // Until Clerk has named one, the snapshot's session stays.
    if (store.page()) enter(next);
  });
  const stopPage = listenToPage(store);

  return {
    ask(question) {
      const encoded = encodeQuestions(
        question ? question.resource : question,
        actionsOf(question ?? {}),
      );
      return createReader(encoded, store, () => session, followers);
    },
    invalidate: store.invalidate,
    refresh: store.refresh,
    seed,
    destroy() {
      isOver = true;
      stopClerk();
      stopPage();
      store.enter(undefined);
      enter(undefined);
    },
  };
}

/** @param followers - called when the session has changed. */
function createReader<A extends string>(
  encoded: string,
  store: DecisionStore,
  session: () => string | undefined,
  followers: Set<() => void>,
): DecisionReader<A> {
  let of: string | undefined;
  let source: Source<BrowserDecision<A>> | undefined;
  const sourceNow = () => {
    if (!source || of !== session()) {
      of = session();
      source = createSource<A>({ store, session: of, seeds: [] }, encoded);
    }
    return source;
  };
  const get = () => sourceNow().read();

  return {
    get,
    subscribe(run) {
      let told: BrowserDecision<A> | undefined;
      const tell = () => {
        const decision = get();
        if (decision === told || !followers.has(follow)) return;
        told = decision;
        try {
          run(decision);
        } catch (error) {
          // The others must be told, too: it may be that nothing is allowed any more.
          queueMicrotask(() => {
            throw error;
          });
        }
      };
      let stop: (() => void) | undefined;
      const follow = () => {
        stop?.();
        stop = sourceNow().watch(tell);
        tell();
      };
      followers.add(follow);
      follow();
      return () => {
        followers.delete(follow);
        stop?.();
      };
    },
  };
}
