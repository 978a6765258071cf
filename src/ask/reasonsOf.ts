import { getProperty } from '../base/value';
import { isAnonymous, type Principal } from '../identify/Principal';
import type { Decision, Output } from './types/Decision';

/**
 * The policy's own words about each action that it denied, for the actions that have any.
 *
 * A policy says them with an output: `{"clerk": {"message": "Refunds over 500 need a manager."}}`.
 * If several rules say one, the rule whose name comes first counts, because the PDP has no fixed
 * order. It may leave out what the rules beside a DENY rule say. A signed-out caller gets none,
 * because a reason tells that the resource exists.
 *
 * @see https://docs.cerbos.dev/cerbos/latest/policies/outputs
 */
export function reasonsOf(
  principal: Principal,
  { outputs, isAllowed }: Pick<Decision, 'outputs' | 'isAllowed'>,
  actions: readonly string[],
): Map<string, string> {
  const reasons = new Map<string, string>();
  if (isAnonymous(principal)) return reasons;
  for (const action of actions) {
    if (isAllowed(action)) continue;
    const reason = outputs
      .filter((output) => output.action === action)
      .toSorted((a, b) => Number(a.source > b.source) - Number(a.source < b.source))
      .map(readMessage)
      .find((text) => text !== '');
    if (reason !== undefined) reasons.set(action, reason);
  }
  return reasons;
}

const MAX_LENGTH = 200;

/** One line of text; `''` if the output has none. A policy may quote what a user has written. */
function readMessage({ value }: Output): string {
  const message = getProperty(getProperty(value, 'clerk'), 'message');
  if (typeof message !== 'string') return '';
  const cut = message.length > MAX_LENGTH ? `${message.slice(0, MAX_LENGTH - 1)}…` : message;
  return (
    cut
      .replace(/\s+/g, ' ')
      // Control characters, halves of a character, and marks that change the direction of the text.
      .replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, '')
      .trim()
  );
}
