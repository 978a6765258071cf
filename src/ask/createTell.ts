import { warnOnce } from '../development';
import type { Principal } from '../identify/Principal';
import type { DecisionEvent, DecisionListener } from './DecisionEvent';

/** Makes an event and tells it to all who listen, at once and in their order; never throws. */
export type Tell = (principal: Principal, toEvent: () => DecisionEvent) => void;

/**
 * Makes what tells these listeners; `undefined` where there are none. Nothing that one of them does
 * changes an answer or keeps another from hearing of it, and nobody waits for it.
 */
export function createTell(listeners: readonly (DecisionListener | undefined)[]): Tell | undefined {
  const heard = listeners.filter((listener) => listener !== undefined);
  if (heard.length === 0) return undefined;
  return (principal, toEvent) => {
    attempt(() => {
      const event = toEvent();
      for (const listener of heard) attempt(() => listener(event, principal));
    });
  };
}

function attempt(run: () => unknown): void {
  try {
    const returned = run();
    // Typed to return nothing, an async function still returns a promise, which may reject.
    if (returned instanceof Promise) returned.catch(complain);
  } catch (error) {
    complain(error);
  }
}

function complain(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  warnOnce(`onDecision failed, and the answer stands all the same: ${reason}`);
}
