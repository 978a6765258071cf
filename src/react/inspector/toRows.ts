import type { InspectedDecision } from '../../base/wire';
import type { PageQuestion } from './useQuestions';

/** A row of the panel: the last decision on one action of one resource, for one kind of asker. */
export interface DecisionRow {
  readonly key: string;
  readonly kind: string;
  readonly id: string;
  readonly action: string;
  readonly asker: InspectedDecision['asker'];
  readonly effect: InspectedDecision['effect'] | 'loading';
  /** How often it was decided. */
  readonly times: number;
  /** The last decision that the server reported. */
  readonly decision: InspectedDecision | undefined;
}

/**
 * Sorts the rows. The questions of the page's components come first, in their order, with the last
 * decision that the server reported. Other decisions follow, newest first.
 */
export function toRows(
  questions: readonly PageQuestion[],
  decisions: readonly InspectedDecision[],
): DecisionRow[] {
  const ofPage = questions.map((question): DecisionRow => {
    const same = decisions.filter((decision) => aboutOf(decision) === aboutOf(question));
    return {
      ...question,
      key: `browser ${aboutOf(question)}`,
      asker: 'browser',
      effect: effects[question.answer],
      times: same.length,
      decision: same[0],
    };
  });
  const shown = new Set(questions.map(aboutOf));
  const others = new Map<string, DecisionRow>();
  for (const decision of decisions) {
    if (shown.has(aboutOf(decision))) continue;
    const key = `${decision.asker} ${aboutOf(decision)}`;
    const row = others.get(key) ?? { ...decision, key, times: 0, decision };
    others.set(key, { ...row, times: row.times + 1 });
  }
  return [...ofPage, ...others.values()];
}

const effects = { yes: 'allow', no: 'deny', error: 'unknown', loading: 'loading' } as const;

function aboutOf({ kind, id, action }: PageQuestion | InspectedDecision): string {
  return JSON.stringify([kind, id, action]);
}
