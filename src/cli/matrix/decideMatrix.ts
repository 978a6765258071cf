import { getProperty } from '../../base/value';
import { CommandError } from '../CommandError';
import type { EngineSettings } from '../pdp/readPdpSettings';
import { runTests } from '../pdp/runTests';
import { matchesGlob } from '../policies/matchesGlob';
import type { PolicyFolder } from '../policies/readPolicies';
import { printableLine } from '../terminal/printable';
import type { Answer, Matrix } from './Matrix';
import type { Fixtures } from './readFixtures';

/** Which answers are asked for, and how. */
export interface MatrixOptions {
  readonly binary: string;
  /** Only these kinds; all if empty. */
  readonly kinds: readonly string[];
  /** What `now()` is for the policies, as RFC 3339. Default: the time of the run. */
  readonly now?: string;
  readonly ignoreSchemas: boolean;
  readonly engine: EngineSettings;
}

/**
 * Asks the real engine what each person may do with each resource, in one run.
 *
 * @throws CommandError if the policies don't compile, or if there is nothing to ask.
 */
export async function decideMatrix(
  { folder, policies }: PolicyFolder,
  { people, resources }: Fixtures,
  options: MatrixOptions,
): Promise<Matrix> {
  const chosen = [...resources].flatMap(([name, { kind }]) => {
    if (options.kinds.length > 0 && !options.kinds.includes(kind)) return [];
    const actions = actionsOf(policies, kind);
    return actions.length > 0 ? [{ name, kind, actions }] : [];
  });
  if (chosen.length === 0) {
    const kinds = [...new Set([...resources.values()].map(({ kind }) => kind))].join(', ');
    throw new CommandError(
      `No resource to ask about. The fixtures have resources of: ${kinds}. Name one of these with --kind, or add resources to the fixtures.`,
    );
  }
  const names = [...people.keys()];
  const results = await runTests({
    ...options,
    folder,
    principals: Object.fromEntries(people),
    resources: Object.fromEntries([...resources].map(([name, { value }]) => [name, value])),
    tests: chosen.map(({ name, actions }) => ({ principals: names, resources: [name], actions })),
  });
  const answers = new Map(
    results.map((one) => [
      JSON.stringify([one.principal, one.resource, one.action]),
      toAnswer(one.effect, one.outputs),
    ]),
  );
  // What is shown is what a file says later: so a name is made printable here, and in one way.
  return chosen.map(({ name, kind, actions }) => ({
    kind: printableLine(kind),
    name: printableLine(name),
    actions: actions.map(printableLine),
    rows: names.map((person) => ({
      person: printableLine(person),
      answers: actions.map((action) => {
        const answer = answers.get(JSON.stringify([person, name, action]));
        if (answer === undefined) {
          throw new CommandError(`Cerbos gave no answer to: may ${person} ${action} ${name}?`);
        }
        return answer;
      }),
    })),
  }));
}

/** The actions that policies name for a kind, in their order. A pattern with `*` names none. */
function actionsOf(policies: PolicyFolder['policies'], kind: string): string[] {
  const actions = policies.flatMap((policy) => {
    if (policy.type === 'resource' && policy.kind === kind) {
      return policy.rules.flatMap((rule) => rule.actions);
    }
    if (policy.type === 'principal') {
      return policy.rules.filter((rule) => rule.kind === kind).map((rule) => rule.action);
    }
    return policy.type === 'role'
      ? policy.rules
          .filter((rule) => matchesGlob(rule.kind, kind))
          .flatMap((rule) => rule.allowActions)
      : [];
  });
  return [...new Set(actions)].filter((action) => !action.includes('*'));
}

function toAnswer(effect: string, outputs: readonly unknown[]): Answer {
  if (effect === 'EFFECT_ALLOW') return 'yes';
  const stepUp = outputs.some(
    (output) => getProperty(getProperty(output, 'clerk'), 'reverification') !== undefined,
  );
  return stepUp ? 'verify' : 'no';
}
