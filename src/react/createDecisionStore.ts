import type { InitialDecisions } from '../base/wire';
import { type Answer, type Cell, isWatched, notify, toAnswer } from './Cell';
import { decodeQuestions, encodeQuestions, type Question } from './Question';
import { createFlights } from './createFlights';
import { encodeSession, type Page } from './postAs';
import { toBatches } from './toBatches';

/** The answers for the hooks of a page, by session, and the requests for them. */
export interface DecisionStore {
  /** The answer to a question in one session. Without a session there is none. */
  readonly read: (session: string | undefined, question: Question) => Answer;
  /**
   * Asks what is unknown, as long as a component watches. Returns a function that stops watching.
   */
  readonly watch: (session: string, question: Question, onChange: () => void) => () => void;
  /** Adds the server's decisions for a page. Each snapshot is used once. */
  readonly seed: (initial: InitialDecisions) => void;
  /** All questions, with and without an answer. */
  readonly cells: () => Iterable<Cell>;
  /** Tells all watchers that decisions were added. */
  readonly announce: () => void;
  /**
   * Sets the page's session when Clerk knows it; `undefined` while it does not. Nothing is asked
   * until then.
   */
  readonly enter: (page: Page | '' | undefined) => void;
  /** The page's session when Clerk last knew it. */
  readonly page: () => Page | undefined;
  /** Asks everything that is watched again. Old answers stay until then. */
  readonly refresh: () => void;
  /** The same after a change: answers of requests that are under way are ignored. */
  readonly invalidate: () => void;
}

/** Makes the store of a provider. */
export function createDecisionStore(): DecisionStore {
  const cells = new Map<string, Cell>();
  const seeded = new WeakSet<InitialDecisions>();
  // The last known page, and the current one.
  let page: Page | undefined;
  let present: Page | '' | undefined;
  let isScheduled = false;

  // The end of JSON is unambiguous, so no other session and question have the same name.
  const nameOf = (session = '', { resource, action }: Question) => session + resource + action;
  const cellOf = (session: string, question: Question): Cell => {
    const name = nameOf(session, question);
    const cell: Cell = cells.get(name) ?? { session, question, watchers: new Set(), isStale: true };
    cells.set(name, cell);
    return cell;
  };
  const keep = (isKept: (cell: Cell) => boolean) => {
    cells.forEach((cell, name) => isKept(cell) || cells.delete(name));
  };

  // React runs all effects of a commit before the next microtask.
  const schedule = () => {
    if (!isScheduled) queueMicrotask(flush);
    isScheduled = true;
  };
  const flights = createFlights(schedule);
  const flush = () => {
    isScheduled = false;
    const watched = [...cells.values()].filter(isWatched);
    flights.keepFor(watched);
    if (!present) return;
    const { session } = present;
    const due = watched.filter(
      (cell) => cell.session === session && cell.isStale && !flights.carry(cell),
    );
    for (const checks of toBatches(due)) flights.launch(present, checks);
  };

  const refresh = () => {
    cells.forEach((cell) => {
      cell.isStale = true;
    });
    schedule();
  };
  const invalidate = () => {
    flights.keepFor([]);
    keep(isWatched);
    refresh();
  };

  return {
    read: (session, question) => cells.get(nameOf(session, question))?.answer,
    watch(session, question, onChange) {
      const cell = cellOf(session, question);
      // A new component should not get the error of an earlier one.
      if (!isWatched(cell) && cell.answer instanceof Error) cell.isStale = true;
      cell.watchers.add(onChange);
      schedule();
      return () => {
        cell.watchers.delete(onChange);
        schedule();
      };
    },
    seed(initial) {
      if (seeded.has(initial)) return;
      seeded.add(initial);
      for (const { actions, reasons, ...resource } of initial.decisions) {
        for (const question of decodeQuestions(encodeQuestions(resource, Object.keys(actions)))) {
          const cell = cellOf(encodeSession(initial.session), question);
          const { action } = question;
          cell.answer = toAnswer(actions[action] === true, reasons, action);
          cell.isStale = false;
          // Answers to earlier requests are outdated.
          cell.flight = undefined;
        }
      }
    },
    cells: () => cells.values(),
    announce: () => cells.forEach(notify),
    enter(next) {
      present = next;
      if (!next) return;
      const before = page;
      page = next;
      if (before?.session !== next.session) {
        flights.keepFor([]);
        keep(({ session }) => session === next.session);
      } else if (before.orgRole !== next.orgRole) invalidate();
      schedule();
    },
    page: () => page,
    refresh,
    invalidate,
  };
}
