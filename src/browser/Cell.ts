import type { Question } from './Question';
import { ownMember, type RequestError } from './requestJson';

/** The answer to one question in one session, and the components that use it. */
export interface Cell {
  /** The session, encoded by `encodeSession`. */
  readonly session: string;
  readonly question: Question;
  readonly watchers: Set<() => void>;
  answer?: Answer;
  /**
   * The server's time of the last decision; -1 if there was none, and `Infinity` if the server did
   * not tell it, so that no snapshot replaces it.
   */
  decidedAt: number;
  /** If true, it is asked (again) as soon as a component uses it. */
  isStale: boolean;
  /** The request that will answer it. */
  flight?: AbortController | undefined;
  /** The request that was under way when a snapshot answered. It may bring an older decision. */
  overtaken?: AbortController | undefined;
}

/** Does a mounted component use it? */
export function isWatched({ watchers }: Cell): boolean {
  return watchers.size > 0;
}

/** Tells all components that use any of them to read them again. A list uses many: it is told once. */
export function notify(cells: Iterable<Cell>): void {
  new Set([...cells].flatMap(({ watchers }) => [...watchers])).forEach((onChange) => onChange());
}

/**
 * `true` if the action is allowed; `false`, or the policy's reason, if it is denied; the error if
 * that is unknown; `undefined` while it is loading. Compare it with `true`: a reason is a denial.
 */
export type Answer = boolean | string | RequestError | undefined;

/** @param reasons - by action, as they came: only text counts, and only for a denial. */
export function toAnswer(isAllowed: boolean, reasons: unknown, action: string): Answer {
  const reason = ownMember(reasons, action);
  return isAllowed || (typeof reason === 'string' && reason);
}
