import type { Explanation } from '../explain/Explanation';
import { summaryLine } from '../explain/explanationLines';
import { paint } from '../terminal/paint';
import { printableLine } from '../terminal/printable';
import type { LoggedPlan } from './readLogLine';

/** Prints a line for each decision. */
export interface DecisionLines {
  readonly decision: (explanation: Explanation) => void;
  readonly plan: (plan: LoggedPlan) => void;
}

const togetherMs = 1_000;

/**
 * A line for each decision, at once. What is the same within a second gets one more line, with
 * their number: a page that is drawn again asks again.
 */
export function createDecisionLines(say: (line: string) => void): DecisionLines {
  const repeats = new Map<string, number>();
  const sayTogether = (decision: string, why: string) => {
    const line = `${decision}${paint.quiet(` — ${why}`)}`;
    const count = repeats.get(line);
    if (count !== undefined) {
      repeats.set(line, count + 1);
      return;
    }
    repeats.set(line, 0);
    say(line);
    setTimeout(() => {
      const more = repeats.get(line) ?? 0;
      repeats.delete(line);
      if (more > 0) say(`${decision}${paint.quiet(` — the same, ×${String(more)}`)}`);
    }, togetherMs).unref();
  };
  return {
    decision(explanation) {
      const { principal, resource, action } = explanation.question;
      const status = explanation.effect === 'EFFECT_ALLOW' ? paint.good('200') : refusal(principal);
      const what = paint.strong(printableLine(`${action} ${resource.kind}:${resource.id}`));
      sayTogether(`${status} ${what} ${printableLine(principal.id)}`, summaryLine(explanation));
    },
    plan({ principalId, kind, actions, filter }) {
      const what = paint.strong(printableLine(`${actions.join(', ')} ${kind}:*`));
      sayTogether(
        `${paint.quiet('list')} ${what} ${printableLine(principalId)}`,
        filterText(filter),
      );
    },
  };
}

/** As a guard answers: who is not signed in is first asked to sign in. */
function refusal({ roles }: Explanation['question']['principal']): string {
  return paint.bad(roles.includes('anonymous') ? '401' : '403');
}

/** The filter that the PDP gave for a list. */
function filterText(filter: string): string {
  if (filter === 'KIND_ALWAYS_ALLOWED') return 'all of them';
  if (filter === 'KIND_ALWAYS_DENIED') return 'none of them';
  return `those with ${printableLine(filter)}`;
}
