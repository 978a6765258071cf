import { useSyncExternalStore } from 'react';
import { isWatched } from '../../browser/Cell';
import { useScope } from '../CerbosContext';
import type { AnyResource } from '../../browser/Question';

/** A question of a component on the page, with its answer. */
export interface PageQuestion {
  readonly kind: string;
  readonly id: string;
  readonly action: string;
  readonly answer: 'yes' | 'no' | 'error' | 'loading';
}

const EVERY_MS = 500;

/** The current questions of the page's components. */
export function useQuestions(): readonly PageQuestion[] {
  const { store, session } = useScope();
  const read = () => {
    const questions = [...store.cells()]
      .filter((cell) => cell.session === session && isWatched(cell))
      .map(({ question: { resource, action }, answer }): PageQuestion => {
        // It was made by `encodeQuestions`.
        const { kind, id } = JSON.parse(resource) as AnyResource;
        const word = answer instanceof Error ? 'error' : answer === true ? 'yes' : 'no';
        return { kind, id, action, answer: answer === undefined ? 'loading' : word };
      });
    return JSON.stringify(questions);
  };
  // The store does not notify of other components' questions, so they are polled.
  const text = useSyncExternalStore(watchClock, read, () => '[]');
  // It was made by `read`.
  return JSON.parse(text) as PageQuestion[];
}

function watchClock(onChange: () => void): () => void {
  const timer = setInterval(onChange, EVERY_MS);
  return () => {
    clearInterval(timer);
  };
}
