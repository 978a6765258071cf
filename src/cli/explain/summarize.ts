import type { Effect, Place } from '../policies/Policy';
import type { Reason } from './Explanation';

/** The most important of the reasons in one line, and where it stands. */
export function summarize(
  reasons: readonly Reason[],
  effect: Effect,
): { summary: string; place: Place | undefined } {
  const wanted = effect === 'EFFECT_ALLOW' ? 'allows' : 'forbids';
  const deciding = reasons.find(({ applies }) => applies === wanted);
  if (deciding !== undefined) {
    const { text, place, because } = deciding;
    const [first] = because;
    return { summary: first === undefined ? text : `${text}: ${brief(first)}`, place };
  }
  if (effect === 'EFFECT_ALLOW') {
    return { summary: 'the trace does not tell which rule allows it', place: undefined };
  }
  const unknown = reasons.find(({ place }) => place === undefined);
  const [cause] = reasons
    .flatMap((rule) => (isDenyRule(rule) ? [] : rule.because.map((one) => ({ rule, one }))))
    .sort((a, b) => distance(a.one) - distance(b.one));
  if (unknown !== undefined || cause === undefined) {
    return { summary: unknown?.text ?? 'no rule allows it', place: unknown?.place };
  }
  const { one, rule } = cause;
  const isOfRule = one.text.startsWith('not ');
  return {
    summary: isOfRule ? brief(one) : `${rule.text}: ${brief(one)}`,
    place: innermost(one) ?? rule.place,
  };
}

/** What is nearest to a yes comes first: a new verification, a false condition, another role. */
function distance({ text, because }: Reason): number {
  if (text.startsWith('needs a ')) return 0;
  if (text.startsWith('it applies') || text.startsWith('the engine did not')) return 3;
  return because.length > 0 ? 1 : 2;
}

function isDenyRule({ text }: Reason): boolean {
  return /^rule .* denies /.test(text);
}

/** `not owner: P.id = "user_cleo", R.attr.ownerId = "user_ben"`. */
function brief(reason: Reason): string {
  const leaf = lastOf(reason);
  return leaf === reason ? reason.text : `${reason.text}: ${leaf.text}`;
}

function lastOf(reason: Reason): Reason {
  const [first] = reason.because;
  return first === undefined ? reason : lastOf(first);
}

/** The place of the expression, not that of the variables in it. */
function innermost(reason: Reason): Place | undefined {
  const [first] = reason.because;
  const isExpression = /^(?:true|false): /.test(reason.text);
  return (isExpression || first === undefined ? undefined : innermost(first)) ?? reason.place;
}
