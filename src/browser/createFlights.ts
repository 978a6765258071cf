import { askEndpoint, type Outcome } from './askEndpoint';
import { type Check } from './toBatches';
import { type Cell, notify } from './Cell';
import type { Page } from './postAs';
import { RequestError } from './requestJson';

/** The requests that are under way. */
export interface Flights {
  /** True if a request that is under way will answer the cell. */
  readonly carry: (cell: Cell) => boolean;
  /** Asks the checks in one request. */
  readonly launch: (page: Page, checks: readonly Check[]) => void;
  /** Aborts requests that answer none of these cells. */
  readonly keepFor: (cells: readonly Cell[]) => void;
}

// The server stops after two seconds by default. After this time the request counts as unreachable.
const TIMEOUT_MS = 15_000;

// However long the outage, the answer comes soon after it.
const MAX_WAIT_S = 60;

/**
 * @param onDue - called when it is time to ask again what failed with a `retryAfter`.
 * @param onDecided - called with the server's time of an answer; `Infinity` if it does not tell it.
 */
export function createFlights(onDue: () => void, onDecided: (decidedAt: number) => void): Flights {
  const flights = new Set<AbortController>();
  let retry: ReturnType<typeof setTimeout> | undefined;
  let retries = 0;
  const retryIn = (seconds: number) => {
    // Ever longer, and for each page another time: they all failed at the same moment.
    const chance = Math.random();
    const growing = seconds * (2 ** retries * (1 + chance) - chance);
    const wait = Math.min(growing, (MAX_WAIT_S / 2) * (1 + chance));
    // One timer, so that all that failed is one request.
    clearTimeout(retry);
    retry = setTimeout(
      () => {
        retries += 1;
        onDue();
      },
      Math.max(seconds, wait) * 1000,
    );
  };
  const end = (flight: AbortController) => {
    flight.abort();
    return flights.delete(flight);
  };

  return {
    carry: ({ flight, overtaken }) => !!flight && flight !== overtaken && flights.has(flight),
    launch(page, checks) {
      const flight = new AbortController();
      const cells = checks.flat();
      const settle = ({ decidedAt, answerOf }: Outcome) => {
        // An aborted request changes nothing.
        if (!end(flight)) return;
        // Without a time, it may be older or newer than any snapshot.
        const [earliest, latest] = [decidedAt ?? -1, decidedAt ?? Infinity];
        if (latest >= 0) onDecided(latest);
        for (const cell of cells) {
          // Only a snapshot answers a cell that is asked about. It may be newer than this.
          const isAnswered = !cell.isStale || cell.overtaken === flight;
          if (isAnswered && earliest <= cell.decidedAt) continue;
          cell.answer = answerOf(cell);
          cell.decidedAt = Math.max(cell.decidedAt, latest);
          cell.isStale = false;
        }
        notify(cells);
      };
      const succeed = (outcome: Outcome) => {
        retries = 0;
        settle(outcome);
      };
      const fail = (reason?: unknown) => {
        const error = reason instanceof RequestError ? reason : new RequestError(0, 'unreachable');
        settle({ decidedAt: -1, answerOf: () => error });
        if (error.retryAfter) retryIn(error.retryAfter);
      };

      flights.add(flight);
      for (const cell of cells) cell.flight = flight;
      setTimeout(fail, TIMEOUT_MS);
      askEndpoint(page, checks, flight.signal).then(succeed, fail);
    },
    keepFor(cells) {
      for (const flight of flights) {
        if (!cells.some((cell) => cell.flight === flight)) end(flight);
      }
    },
  };
}
