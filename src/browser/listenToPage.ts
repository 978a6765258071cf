import type { DecisionStore } from './createDecisionStore';

/** Is the page in a tab that is not seen? On a server and in an app there is no document. */
export function isPageHidden(): boolean {
  return typeof document !== 'undefined' && document.visibilityState === 'hidden';
}

/**
 * Asks everything again when the user comes back to the page, and what got no answer when the
 * network is back.
 *
 * @returns a function that stops it.
 */
export function listenToPage(store: DecisionStore): () => void {
  const stop = new AbortController();
  if (typeof document !== 'undefined') {
    const onChange = () => {
      if (!isPageHidden()) store.refresh();
    };
    const onOnline = () => {
      store.retry(({ code }) => code === 'unreachable');
    };
    document.addEventListener('visibilitychange', onChange, stop);
    window.addEventListener('online', onOnline, stop);
  }
  return () => {
    stop.abort();
  };
}
