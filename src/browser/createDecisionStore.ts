import type { InitialDecisions } from '../base/wire';
import { type Answer, type Cell, isWatched, notify, toAnswer } from './Cell';
import { decodeQuestions, encodeQuestions, type Question } from './Question';
import { encodeSession } from './ClerkPageAuth';
import { createFlights } from './createFlights';
import type { Page } from './postAs';
import { RequestError } from './requestJson';
import { toBatches } from './toBatches';

/** The answers for the hooks of a page, by session, and the requests for them. */
export interface DecisionStore {
  /** The answer to a question in one session. Without a session there is none. */
  readonly read: (session: string | undefined, question: Question) => Answer;
  /** The same in the HTML of the server, which knew only the decisions of the providers around. */
  readonly readOnServer: (
    session: string | undefined,
    question: Question,
    seeds: readonly InitialDecisions[],
  ) => Answer;
  /**
   * Asks what is unknown, as long as a component watches. Returns a function that stops watching.
   */
  readonly watch: (session: string, question: Question, onChange: () => void) => () => void;
  /**
   * Adds the server's decisions for a page. Each snapshot is used once. What is older than an
   * answer, or may be older than the last change, is asked instead.
   */
  readonly seed: (initial: InitialDecisions) => void;
  /** All questions, with and without an answer. */
  readonly cells: () => Iterable<Cell>;
  /** Tells all watchers that decisions were added, and asks what is open. */
  readonly announce: () => void;
  /**
   * Sets the page's session when Clerk knows it; `undefined` while it does not. Nothing is asked
   * until then.
   */
  readonly enter: (page: Page | '' | undefined) => void;
  /** The page's session when Clerk last knew it. */
  readonly page: () => Page | undefined;
  /** Asks what failed again, unless the page is hidden. */
  readonly retry: (isDue: (error: RequestError) => boolean) => void;
  /** Asks everything that is watched again. Old answers stay until then. */
  readonly refresh: () => void;
  /** The same after a change: answers of requests that are under way are ignored. */
  readonly invalidate: () => void;
}

/** Makes the store of a provider. */
export function createDecisionStore(): DecisionStore {
  const cells = new Map<string, Cell>();
  const seeded = new WeakMap<InitialDecisions, Map<string, Answer>>();
  // The last known page, and the current one.
  let page: Page | undefined;
  let present: Page | '' | undefined;
  let isScheduled = false;
  // Times of the server. Its clock and that of the browser differ, so they are never compared.
  let newest = 0;
  // Only snapshots that were decided after this time are trusted.
  let trustedAfter = -1;

  // The end of JSON is unambiguous, so no other session and question have the same name.
  const nameOf = (session = '', { resource, action }: Question) => session + resource + action;
  const cellOf = (session: string, question: Question): Cell => {
    const name = nameOf(session, question);
    const cell: Cell = cells.get(name) ?? {
      session,
      question,
      watchers: new Set(),
      decidedAt: -1,
      isStale: true,
    };
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
  const retry: DecisionStore['retry'] = (isDue) => {
    // When it is seen again, the page asks everything.
    if (page?.isHidden()) return;
    cells.forEach((cell) => {
      if (cell.answer instanceof RequestError && isDue(cell.answer)) cell.isStale = true;
    });
    schedule();
  };
  const flights = createFlights(
    () => retry(({ retryAfter }) => !!retryAfter),
    (decidedAt) => {
      newest = Math.max(newest, decidedAt);
      // `invalidate` ended all earlier requests, so the server decided this after it.
      if (trustedAfter === Infinity) trustedAfter = decidedAt;
    },
  );
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
    // What time it is on the server is not known before its next answer.
    trustedAfter = Infinity;
    flights.keepFor([]);
    keep(isWatched);
    refresh();
  };

  return {
    read: (session, question) => cells.get(nameOf(session, question))?.answer,
    readOnServer(session, question, seeds) {
      const name = nameOf(session, question);
      return seeds
        .map((initial) => seeded.get(initial)?.get(name))
        .find((answer) => answer !== undefined);
    },
    watch(session, question, onChange) {
      const cell = cellOf(session, question);
      // A new component should not get the error of an earlier one.
      if (!isWatched(cell) && cell.answer instanceof RequestError) cell.isStale = true;
      cell.watchers.add(onChange);
      schedule();
      return () => {
        cell.watchers.delete(onChange);
        schedule();
      };
    },
    seed(initial) {
      if (seeded.has(initial)) return;
      const rendered = new Map<string, Answer>();
      seeded.set(initial, rendered);
      const { session, decidedAt = 0, decisions } = initial;
      newest = Math.max(newest, decidedAt);
      for (const { actions, reasons, ...resource } of decisions) {
        for (const question of decodeQuestions(encodeQuestions(resource, Object.keys(actions)))) {
          const cell = cellOf(encodeSession(session), question);
          const { action } = question;
          const answer = toAnswer(actions[action] === true, reasons, action);
          rendered.set(nameOf(cell.session, question), answer);
          // Of two decisions of the same moment, the denial is the safe one.
          const isNewer =
            decidedAt > cell.decidedAt || (decidedAt === cell.decidedAt && answer !== true);
          const isTrusted = decidedAt > trustedAfter;
          // A newer no hides what an older yes still shows, even if it must be asked, too.
          const isHiding = cell.answer === true && answer !== true;
          if (isNewer && (isTrusted || isHiding)) {
            cell.answer = answer;
            cell.decidedAt = decidedAt;
            cell.isStale = !isTrusted;
            cell.overtaken = cell.flight;
          } else if (cell.answer !== answer && !(cell.answer instanceof RequestError)) {
            // What failed has its own time to be asked again. A page may make a snapshot anew with
            // each render, also with the one that shows the error.
            cell.isStale = true;
          }
        }
      }
    },
    cells: () => cells.values(),
    announce() {
      notify(cells.values());
      schedule();
    },
    enter(next) {
      present = next;
      if (!next) return;
      const before = page;
      page = next;
      if (before?.session !== next.session) {
        // The answers that an older snapshot must not replace are forgotten below.
        if (before) trustedAfter = Math.max(trustedAfter, newest);
        flights.keepFor([]);
        keep(({ session }) => session === next.session);
      } else if (before.orgRole !== next.orgRole) invalidate();
      schedule();
    },
    page: () => page,
    retry,
    refresh,
    invalidate,
  };
}
