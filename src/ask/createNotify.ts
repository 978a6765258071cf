import { warnOnce } from '../base/development';
import type { Principal } from '../identify/Principal';
import type { DecisionEvent, DecisionListener } from './types/DecisionEvent';

/** Makes an event and sends it to all listeners, in order. Never throws. */
export type Notify = (principal: Principal, toEvent: () => DecisionEvent) => void;

/**
 * Makes the function that notifies these listeners; `undefined` if there are none. A listener can't
 * change an answer, can't stop other listeners, and is not waited for.
 */
export function createNotify(
  listeners: readonly (DecisionListener | undefined)[],
): Notify | undefined {
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
    // The type says that it returns nothing, but an async function returns a promise that may
    // reject.
    if (returned instanceof Promise) returned.catch(complain);
  } catch (error) {
    complain(error);
  }
}

function complain(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  warnOnce(`onDecision threw an error, which did not change the answer: ${reason}`);
}
