import { useSyncExternalStore } from 'react';
import { isWatched } from '../Cell';
import { useScope } from '../CerbosContext';
import type { AnyResource } from '../Question';

/** A question of the components that are on the page, and what they know. */
export interface PageQuestion {
  readonly kind: string;
  readonly id: string;
  readonly action: string;
  readonly answer: 'yes' | 'no' | 'error' | 'loading';
}

const EVERY_MS = 500;

/** What the components of this page ask, as they stand now. */
export function useQuestions(): readonly PageQuestion[] {
  const { store, session } = useScope();
  const read = () => {
    const questions = [...store.cells()]
      .filter((cell) => cell.session === session && isWatched(cell))
      .map(({ question: { resource, action }, answer }): PageQuestion => {
        // `encodeQuestions` wrote it.
        const { kind, id } = JSON.parse(resource) as AnyResource;
        const word = answer instanceof Error ? 'error' : answer ? 'yes' : 'no';
        return { kind, id, action, answer: answer === undefined ? 'loading' : word };
      });
    return JSON.stringify(questions);
  };
  // The store tells nobody of questions that are not theirs, so they are looked up.
  const text = useSyncExternalStore(watchClock, read, () => '[]');
  // `read` wrote it.
  return JSON.parse(text) as PageQuestion[];
}

function watchClock(onChange: () => void): () => void {
  const timer = setInterval(onChange, EVERY_MS);
  return () => {
    clearInterval(timer);
  };
}
