import type { Place, Policy } from '../policies/Policy';
import { type PolicyFolder } from '../policies/readPolicies';
import type { Explanation, Question, Reason, TracedAnswer } from './Explanation';
import { names, type RelevantPolicies, relevantPolicies } from './relevantPolicies';
import { roleDenialReasons } from './roleDenialReasons';
import { ruleReason } from './ruleReason';
import { summarize } from './summarize';
import { Trace } from './Trace';
import { unknownNames } from './unknownNames';

/**
 * Explains an answer of the PDP: each rule that names the action, and why it did or did not apply.
 * What it says of a rule is what the trace says; the policies give the text and the line.
 */
export function explain(
  { policies }: PolicyFolder,
  question: Question,
  answer: TracedAnswer,
): Explanation {
  const trace = new Trace(answer.trace);
  const relevant = relevantPolicies(policies, question);
  const context = { policies, question, trace, roles: relevant.roles, effect: answer.effect };
  const rules = [
    ...relevant.principal.flatMap((policy) =>
      policy.rules
        .filter((rule) => names([rule.kind], question.resource.kind))
        .filter((rule) => names([rule.action], question.action))
        .map((rule) => ruleReason(policy, rule, context)),
    ),
    ...relevant.resource.flatMap((policy) =>
      policy.rules
        .filter((rule) => names(rule.actions, question.action))
        .map((rule) => ruleReason(policy, rule, context)),
    ),
  ];
  const schema = schemaReasons(trace, answer, relevant);
  const denials = roleDenialReasons(relevant.role, context);
  const reasons = schema.some(({ applies }) => applies === 'forbids')
    ? schema
    : [...schema, ...denials, ...rules, ...missing(policies, question, relevant, rules)];
  const { summary, place } = summarize(reasons, answer.effect);
  return {
    question,
    effect: answer.effect,
    summary,
    ...(place !== undefined && { place }),
    reasons,
  };
}

function missing(
  policies: readonly Policy[],
  question: Question,
  relevant: RelevantPolicies,
  rules: readonly Reason[],
): Reason[] {
  return rules.some(({ applies }) => applies !== undefined)
    ? []
    : unknownNames(policies, question, relevant);
}

function schemaReasons(
  trace: Trace,
  { schemaErrors }: TracedAnswer,
  { resource }: RelevantPolicies,
): Reason[] {
  const errors = [...new Set([...schemaErrors, ...trace.schemaErrors])];
  if (errors.length === 0 && !trace.isRejected) return [];
  const root = resource.at(-1);
  return [
    {
      text: trace.isRejected
        ? 'the attributes do not match the JSON Schema, so everything is denied'
        : 'the attributes do not match the JSON Schema',
      ...(trace.isRejected && { applies: 'forbids' }),
      ...(root !== undefined && { place: placeOf(root.resourceSchema ?? root) }),
      because: errors.map((text) => ({ text, because: [] })),
    },
  ];
}

function placeOf({ file, line }: Place): Place {
  return { file, line };
}
