import { askEndpoint } from './askEndpoint';
import { type Check } from './toBatches';
import { type Answer, type Cell, notify } from './Cell';
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

/** @param onDue - called when cells became stale. */
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
      const settle = (answer: ReadonlyMap<Cell, Answer> | Error) => {
        // An aborted request changes nothing.
        if (!end(flight)) return;
        for (const cell of cells) {
          // It may have got an answer in another way in the meantime.
          if (cell.flight !== flight) continue;
          cell.answer = answer instanceof Error ? answer : answer.get(cell);
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
