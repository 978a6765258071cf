import type {
  Place,
  PrincipalPolicy,
  PrincipalRule,
  ResourcePolicy,
  Rule,
} from '../policies/Policy';
import type { EngineSettings } from '../pdp/readPdpSettings';
import { type PolicyFolder } from '../policies/readPolicies';
import type { Explanation, Question, Reason, TracedAnswer } from './Explanation';
import { names, type RelevantPolicies, relevantPolicies } from './relevantPolicies';
import { roleDenialReasons } from './roleDenialReasons';
import { nameInScope, ruleReason } from './ruleReason';
import { summarize } from './summarize';
import { Trace } from './Trace';
import { unknownNames } from './unknownNames';

/**
 * Explains an answer of the PDP: each rule that names the action, and why it did or did not apply.
 * What it says of a rule is what the trace says; the policies give the text and the line.
 *
 * @param policies - those that the engine had when it answered.
 * @param engine - its settings at that time.
 */
export function explain(
  { policies }: PolicyFolder,
  question: Question,
  answer: TracedAnswer,
  engine: EngineSettings = {},
): Explanation {
  const trace = new Trace(answer.trace);
  const relevant = relevantPolicies(policies, question, engine);
  const ofPrincipal = trace.isEmpty ? [] : principalRules(relevant, question);
  const ofResource = trace.hasResourcePolicy ? resourceRules(relevant, question) : [];
  const namesOfPrincipal = new Set(ofPrincipal.map(([of, { name }]) => nameInScope(of, name)));
  const context = {
    policies,
    question,
    trace,
    roles: relevant.roles,
    effect: answer.effect,
    sharedNames: new Set(
      ofResource
        .map(([of, { name }]) => nameInScope(of, name))
        .filter((name) => namesOfPrincipal.has(name)),
    ),
  };
  const rules = [...ofPrincipal, ...ofResource].map(([policy, rule]) =>
    ruleReason(policy, rule, context),
  );
  const schema = schemaReasons(trace, answer, relevant);
  const denials = roleDenialReasons(relevant.role, context);
  const reasons = schema.some(({ applies }) => applies === 'forbids')
    ? schema
    : [...schema, ...denials, ...rules, ...missing({ policies, question, trace, engine }, rules)];
  const { summary, place } = summarize(reasons, answer.effect);
  return {
    question,
    effect: answer.effect,
    summary,
    ...(place !== undefined && { place }),
    reasons,
  };
}

function principalRules(
  { principal }: RelevantPolicies,
  { resource, action }: Question,
): (readonly [PrincipalPolicy, PrincipalRule])[] {
  return principal.flatMap((policy) =>
    policy.rules
      .filter((rule) => names([rule.kind], resource.kind) && names([rule.action], action))
      .map((rule) => [policy, rule] as const),
  );
}

function resourceRules(
  { resource }: RelevantPolicies,
  { action }: Question,
): (readonly [ResourcePolicy, Rule])[] {
  return resource.flatMap((policy) =>
    policy.rules
      .filter((rule) => names(rule.actions, action))
      .map((rule) => [policy, rule] as const),
  );
}

function missing(search: Parameters<typeof unknownNames>[0], rules: readonly Reason[]): Reason[] {
  if (rules.some(({ applies }) => applies !== undefined)) return [];
  const unknown = unknownNames(search);
  if (unknown.length > 0 || !search.trace.isEmpty) return unknown;
  return [{ text: 'the engine gave no trace of this question', because: [] }];
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
