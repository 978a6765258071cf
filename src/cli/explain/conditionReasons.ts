import type { Condition, Expression, Variable } from '../policies/Policy';
import type { Question, Reason } from './Explanation';
import { oneLine, valueReasons } from './pathValues';
import type { Outcome } from './Trace';

interface Context {
  readonly question: Question;
  readonly variables: readonly Variable[];
  readonly conditions: Outcome['conditions'];
}

/**
 * Why a condition is true or false: its expressions that made it so, with the values that they
 * read. Only what the engine evaluated is named.
 */
export function conditionReasons(
  condition: Condition | undefined,
  wanted: boolean,
  context: Context,
): Reason[] {
  return condition === undefined ? [] : reasonsOf(condition, wanted, '', context);
}

function reasonsOf(node: Condition, wanted: boolean, at: string, context: Context): Reason[] {
  if (node.type === 'expr') {
    if (context.conditions.get(`${at}EXPR`) !== wanted) return [];
    return [expressionReason(node, wanted, context)];
  }
  const key = `${at}${node.type.toUpperCase()}`;
  if (context.conditions.get(key) !== wanted) return [];
  const wantedOfChildren = node.type === 'none' ? !wanted : wanted;
  const reasons = node.of.flatMap((child, index) =>
    reasonsOf(child, wantedOfChildren, `${key}/${index}/`, context),
  );
  if (wanted || node.type === 'all' || reasons.length === 0) return reasons;
  const { file, line } = node;
  const text =
    node.type === 'none' ? 'this must not be, for none of several may be' : 'none of these is true';
  return node.type === 'any' && reasons.length === 1
    ? reasons
    : [{ text, place: { file, line }, because: reasons }];
}

/** `false: P.id == R.attr.ownerId`, and the values below it. */
export function expressionReason(
  expression: Expression,
  result: boolean,
  { question, variables }: Omit<Context, 'conditions'>,
): Reason {
  return {
    text: `${String(result)}: ${oneLine(expression.text)}`,
    place: { file: expression.file, line: expression.line },
    because: valueReasons(expression, question, variables),
  };
}
