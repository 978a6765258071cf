import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { explain } from '../../../../src/cli/explain/explain';
import type {
  Explanation,
  Question,
  Reason,
  TraceEntry,
} from '../../../../src/cli/explain/Explanation';
import { runTests } from '../../../../src/cli/pdp/runTests';
import { readPolicies } from '../../../../src/cli/policies/readPolicies';

interface Questions {
  readonly binary: string;
  /** Each is the content of a policy file. */
  readonly policies: readonly object[];
  readonly principals: Readonly<Record<string, Question['principal']>>;
  readonly resources: Readonly<Record<string, Question['resource']>>;
  readonly actions: readonly string[];
}

/** What the engine decided, and how it is explained. */
export interface Explained {
  readonly effect: string;
  readonly trace: readonly TraceEntry[];
  readonly explanation: Explanation;
}

/** Explains each action of each principal on each resource, in one run of the engine. */
export async function explainEverything(all: Questions): Promise<Map<string, Explained>> {
  const folder = await mkdtemp(join(tmpdir(), 'clerk-cerbos-explain-'));
  try {
    await Promise.all(
      all.policies.map((policy, index) =>
        writeFile(
          join(folder, `policy-${index}.json`),
          JSON.stringify({ apiVersion: 'api.cerbos.dev/v1', ...policy }),
        ),
      ),
    );
    const results = await runTests({
      ...all,
      folder,
      ignoreSchemas: true,
      trace: true,
      // A trace is of all actions of a test.
      tests: all.actions.map((action) => ({
        principals: Object.keys(all.principals),
        resources: Object.keys(all.resources),
        actions: [action],
      })),
    });
    const policies = await readPolicies(folder);
    return new Map(
      results.map(({ principal, resource, action, effect, trace }) => {
        const caller = all.principals[principal];
        const target = all.resources[resource];
        if (caller === undefined || target === undefined) throw new Error('An unknown name.');
        const question = { principal: caller, resource: target, action };
        const answer = {
          effect: effect === 'EFFECT_ALLOW' ? ('EFFECT_ALLOW' as const) : ('EFFECT_DENY' as const),
          trace,
          schemaErrors: [],
        };
        const explanation = explain(policies, question, answer);
        return [`${principal} ${action} ${resource}`, { effect, trace, explanation }];
      }),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Each sentence of an explanation. */
export function sentencesOf(reasons: readonly Reason[]): string[] {
  return reasons.flatMap(({ text, because }) => [text, ...sentencesOf(because)]);
}
