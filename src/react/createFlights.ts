import { askEndpoint } from './askEndpoint';
import { type Check } from './toBatches';
import { type Cell, notify } from './Cell';
import type { Page } from './postAs';
import { RequestError } from './requestJson';

/** The requests that are under way. */
export interface Flights {
  /** Is one on the way that will answer it? */
  readonly carry: (cell: Cell) => boolean;
  /** Asks the checks in one request. */
  readonly launch: (page: Page, checks: readonly Check[]) => void;
  /** Gives up those that answer none of these cells; no answer to them counts. */
  readonly keepFor: (cells: readonly Cell[]) => void;
}

// The server gives itself two seconds; whoever waits longer than this is told that nobody answers.
const TIMEOUT_MS = 15_000;

/** @param onDue - some cells became stale. */
export function createFlights(onDue: () => void): Flights {
  const flights = new Set<AbortController>();
  const end = (flight: AbortController) => {
    flight.abort();
    return flights.delete(flight);
  };

  return {
    carry: ({ flight }) => !!flight && flights.has(flight),
    launch(page, checks) {
      const flight = new AbortController();
      const cells = checks.flat();
      const settle = (answer: ReadonlySet<Cell> | Error) => {
        // Whoever gave up wants to know nothing of it.
        if (!end(flight)) return;
        for (const cell of cells) {
          // It may have been answered from elsewhere in the meantime.
          if (cell.flight !== flight) continue;
          cell.answer = answer instanceof Error ? answer : answer.has(cell);
          cell.isStale = false;
          notify(cell);
        }
      };
      const fail = (reason?: unknown) => {
        const error = reason instanceof RequestError ? reason : new RequestError(0, 'unreachable');
        settle(error);
        if (!error.retryAfter) return;
        setTimeout(() => {
          for (const cell of cells) if (cell.answer === error) cell.isStale = true;
          onDue();
        }, error.retryAfter * 1000);
      };

      flights.add(flight);
      for (const cell of cells) cell.flight = flight;
      setTimeout(fail, TIMEOUT_MS);
      askEndpoint(page, checks, flight.signal).then(settle, fail);
    },
    keepFor(cells) {
      for (const flight of flights) {
        if (!cells.some((cell) => cell.flight === flight)) end(flight);
      }
    },
  };
}
