import type { EngineSettings } from '../pdp/readPdpSettings';
import type { Policy } from '../policies/Policy';
import type { Question, Reason } from './Explanation';
import { nearNames } from './nearNames';
import { isKind, names, relevantPolicies, versionOf } from './relevantPolicies';
import type { Trace } from './Trace';

interface Search {
  readonly policies: readonly Policy[];
  readonly question: Question;
  readonly trace: Trace;
  readonly engine: EngineSettings;
}

/** What the policies do not know: the kind, its version or scope, or the action. */
export function unknownNames({ policies, question, trace, engine }: Search): Reason[] {
  const { resource, action } = question;
  const ofKind = policies.filter((one) => isKind(one, resource.kind));
  if (ofKind.length === 0) {
    const known = policies.flatMap((one) => (one.type === 'resource' ? one.kind : []));
    return [reason(`no policy is about the kind ${resource.kind}`, resource.kind, known, 'kinds')];
  }
  const version = versionOf(resource, engine);
  const ofVersion = ofKind.filter((one) => one.version === version);
  if (ofVersion.length === 0) {
    const known = ofKind.map((one) => one.version);
    return [
      reason(`${resource.kind} has no policy of version ${version}`, version, known, 'versions'),
    ];
  }
  const scope = resource.scope ?? '';
  if (!trace.hasResourcePolicy && !ofVersion.some((one) => one.scope === scope)) {
    const known = ofVersion.map((one) => one.scope || '(none)');
    const where = scope === '' ? 'without a scope' : `in the scope ${scope}`;
    return [reason(`${resource.kind} has no policy ${where}`, scope, known, 'scopes')];
  }
  const actions = relevantPolicies(policies, question, engine).resource.flatMap(({ rules }) =>
    rules.flatMap((rule) => rule.actions),
  );
  if (names(actions, action)) return [];
  return [reason(`no rule of ${resource.kind} names ${action}`, action, actions, 'actions')];
}

function reason(text: string, name: string, known: readonly string[], what: string): Reason {
  const near = nearNames(name, known);
  const all = [...new Set(known)].join(', ');
  return {
    text: near.length > 0 ? `${text}; near: ${near.join(', ')}` : text,
    because: [{ text: `known ${what}: ${all || 'none'}`, because: [] }],
  };
}
