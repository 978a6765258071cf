import type { InspectedDecision } from '../../base/wire';
import type { StepUp } from '../../base/StepUp';

/** Explains a decision in words, with a hint where to look. */
export function explain(decision: InspectedDecision): string {
  const { effect, outcome, kind, policy, roles, derivedRoles, violations, stepUp } = decision;
  const { because } = decision;
  if (effect === 'unknown') return `Not answered, and so not allowed: ${noAnswer(outcome)}`;
  if (effect === 'some') return `Allowed for the resources that match the condition of the plan.`;
  if (outcome === 'not_found') return 'Denied: the loader of this kind found no such resource.';
  const as = `for ${list(roles)}${derivedRoles.length > 0 ? `, here also ${list(derivedRoles)}` : ', without a derived role'}`;
  if (effect === 'allow') return `Allowed by ${policy || 'the PDP'} ${as}.`;
  if (because !== undefined) {
    const where = because.place === '' ? '' : ` (${because.place})`;
    return `Denied: ${because.reason}${where}.`;
  }
  if (violations.length > 0) {
    return `Denied: the principal or the resource does not fit the schemas of ${policy || 'the policy'}, at ${list(violations)}.`;
  }
  if (stepUp !== undefined) {
    return `Denied until the session is verified again (${demand(stepUp)}): ${policy} asks for that. Clerk’s useReverification() does it.`;
  }
  if (policy === 'NO_MATCH') return `Denied: no policy of the PDP is about the kind “${kind}”.`;
  if (roles.includes('anonymous')) {
    return `Denied: the caller is signed out, and ${policy} does not allow this to the role anonymous.`;
  }
  return `Denied by ${policy} ${as}. To see why: npx clerk-cerbos explain.`;
}

function list(names: readonly string[]): string {
  return names.join(', ');
}

/** https://clerk.com/docs/guides/secure/reverification */
function demand(stepUp: StepUp): string {
  if (typeof stepUp === 'string') return stepUp;
  const { level, afterMinutes } = stepUp;
  return `${level.replace('_', ' ')}, within the last ${afterMinutes} minutes`;
}

const reasons: Readonly<Record<string, string>> = {
  pdp_unreachable: 'the PDP can’t be reached. Is it running, and is its address right?',
  deadline_exceeded: 'it took longer than timeoutMs; the message of the error names the slow part.',
  invalid_answer: 'the answer of the PDP does not fit the question.',
  breaker_open: 'most of the last calls to the PDP failed, so it is not asked for a moment.',
  pdp_rejected: 'the PDP refuses the question; the server’s log says why.',
  invalid_value: 'JSON can’t represent an attribute; the server’s log says which one.',
  missing_loader: 'the question has no attr, and its kind has no loader.',
};

function noAnswer(code: string): string {
  return reasons[code] ?? `${code}; the server’s log says more.`;
}
