import type { DecisionStore } from '../browser/createDecisionStore';
import { isPageHidden, listenToPage } from '../browser/listenToPage';

/**
 * What `AppState` of React Native has, where there is no document to look at.
 *
 * @see https://reactnative.dev/docs/appstate
 */
export interface AppStateLike {
  /** `active`, `background` or `inactive`; another word or nothing while it is not known yet. */
  readonly currentState?: string | null | undefined;
  readonly addEventListener: (
    type: 'change',
    listener: (state: string) => void,
  ) => { readonly remove: () => void };
}

/** Is what the user looks at another tab, or another app? */
export function isHidden(appState: AppStateLike | undefined): boolean {
  return appState ? appState.currentState === 'background' : isPageHidden();
}

/**
 * Asks everything again when the user comes back to the app or the page.
 *
 * @returns a function that stops it.
 */
export function listenTo(appState: AppStateLike | undefined, store: DecisionStore): () => void {
  const subscription = appState?.addEventListener('change', (state) => {
    if (state === 'active') store.refresh();
  });
  return subscription ? () => subscription.remove() : listenToPage(store);
}
