import type { Question } from './Question';

/** The answer to one question in one session, and the components that use it. */
export interface Cell {
  /** The session, encoded by `encodeSession`. */
  readonly session: string;
  readonly question: Question;
  readonly watchers: Set<() => void>;
  answer?: Answer;
  /** If true, it is asked (again) as soon as a component uses it. */
  isStale: boolean;
  /** The request that will answer it. */
  flight?: AbortController | undefined;
}

/** Does a mounted component use it? */
export function isWatched({ watchers }: Cell): boolean {
  return watchers.size > 0;
}

/** Tells all components that use it to read it again. */
export function notify({ watchers }: Cell): void {
  watchers.forEach((onChange) => onChange());
}

/**
 * Whether an action is allowed, the error if that is unknown, or `undefined` while it is loading.
 */
export type Answer = boolean | Error | undefined;
