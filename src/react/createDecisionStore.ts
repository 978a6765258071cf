import type { InitialDecisions } from '../base/wire';
import { type Answer, type Cell, isWatched, notify } from './Cell';
import { decodeQuestions, encodeQuestions, type Question } from './Question';
import { createFlights } from './createFlights';
import { encodeSession, type Page } from './postAs';
import { toBatches } from './toBatches';

/** What the hooks of a page know, by session, and what they ask together. */
export interface DecisionStore {
  /** What is known of a question in one session, and in no other; of nobody nothing is known. */
  readonly read: (session: string | undefined, question: Question) => Answer;
  /** Asks what is not known, as long as anybody watches. Returns how to stop. */
  readonly watch: (session: string, question: Question, onChange: () => void) => () => void;
  /** Takes over what the server decided for a page; each snapshot counts once. */
  readonly seed: (initial: InitialDecisions) => void;
  /** Everything that is known, or will be. */
  readonly cells: () => Iterable<Cell>;
  /** Tells everybody who watches that something was seeded. */
  readonly announce: () => void;
  /** Clerk says whose page it is, or `undefined` while it does not. Nothing is asked until then. */
  readonly enter: (page: Page | '' | undefined) => void;
  /** Whose page it was when Clerk last said so. */
  readonly page: () => Page | undefined;
  /** Asks anew what is watched, and keeps the answers until then. */
  readonly refresh: () => void;
  /** The same, when something was changed: no answer that is under way counts. */
  readonly invalidate: () => void;
}

/** Makes the store of a provider. */
export function createDecisionStore(): DecisionStore {
  const cells = new Map<string, Cell>();
  const seeded = new WeakSet<InitialDecisions>();
  // Who was there last, and who is there as Clerk says now.
  let page: Page | undefined;
  let present: Page | '' | undefined;
  let isScheduled = false;

  // JSON ends where it ends, so no other session and question make the same name.
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
      // Whoever comes anew need not live with the failure that another one met.
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
      for (const { actions, ...resource } of initial.decisions) {
        for (const question of decodeQuestions(encodeQuestions(resource, Object.keys(actions)))) {
          const cell = cellOf(encodeSession(initial.session), question);
          cell.answer = actions[question.action] === true;
          cell.isStale = false;
          // What was asked before is older.
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
