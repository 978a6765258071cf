import type { Question } from './Question';

/** What is known of one question in one session, and who wants to know. */
export interface Cell {
  /** Whose it is, as `encodeSession` names a session. */
  readonly session: string;
  readonly question: Question;
  readonly watchers: Set<() => void>;
  answer?: Answer;
  /** To be asked (again), as soon as anybody watches. */
  isStale: boolean;
  /** The request that will answer it. */
  flight?: AbortController | undefined;
}

/** Does anybody who is mounted want to know? */
export function isWatched({ watchers }: Cell): boolean {
  return watchers.size > 0;
}

/** Tells everybody who watches to look again. */
export function notify({ watchers }: Cell): void {
  watchers.forEach((onChange) => onChange());
}

/** Whether an action is allowed, why that can't be known, or `undefined` until it is. */
export type Answer = boolean | Error | undefined;
