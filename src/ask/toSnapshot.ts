import { sessionKey } from '../identify/sessionKey';
import type { InitialDecisions } from '../InitialDecisions';
import type { Decision } from './Decision';
import type { Inquiry } from './Inquiry';
import type { AskedQuestion } from './readQuestion';

/** The decisions for the first paint of a page, so that its browser need not ask. */
export function toSnapshot(
  decisions: readonly Decision[],
  inquiry: Pick<Inquiry, 'principal' | 'clientAttributes'>,
  questions: readonly AskedQuestion[],
): InitialDecisions {
  return {
    session: sessionKey(inquiry.principal),
    decisions: decisions.flatMap((decision, index) => {
      const question = questions[index];
      if (question === undefined) return [];
      const { kind, id, attr } = question.resource;
      const named = attr !== undefined && inquiry.clientAttributes.has(kind) ? { attr } : {};
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
