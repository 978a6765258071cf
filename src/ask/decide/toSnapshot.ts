import type { AskedQuestion } from '../types/Question';
import type { InitialDecisions } from '../../base/InitialDecisions';
import { type Principal, sessionKey } from '../../identify/Principal';
import type { Decision } from '../types/Decision';

/** The decisions for the first paint of a page, so that its browser need not ask. */
export function toSnapshot(
  decisions: readonly Decision[],
  asker: { readonly principal: Principal; readonly clientAttributes: ReadonlySet<string> },
  questions: readonly AskedQuestion[],
): InitialDecisions {
  return {
    session: sessionKey(asker.principal),
    decisions: decisions.flatMap((decision, index) => {
      const question = questions[index];
      if (question === undefined) return [];
      const { kind, id, attr } = question.resource;
      const named = attr !== undefined && asker.clientAttributes.has(kind) ? { attr } : {};
      return { kind, id, ...named, actions: allowedByName(decision, question.actions) };
    }),
  };
}

/** Each of the actions, and whether it is allowed: all that the browser learns of a decision. */
export function allowedByName(
  decision: Decision,
  actions: readonly string[],
): Record<string, boolean> {
  return Object.fromEntries(actions.map((action) => [action, decision.isAllowed(action)]));
}
