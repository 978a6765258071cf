import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Question, Reason } from '../../../../src/cli/explain/Explanation';
import { matchesGlob } from '../../../../src/cli/policies/matchesGlob';
import { cerbosBinary } from '../../../../src/testing/cerbos/cerbosBinary';
import { root } from '../../../setup/publishedPackage';
import { type Explained, explainEverything, sentencesOf } from './explainEverything';
import { actions, type Policies, world } from './explainableWorld';

const runs = Number(process.env.EXPLAIN_RUNS ?? 4);

it.each([
  ['0.51', root],
  ['0.55', join(root, 'test/pdp-0.55')],
])('says nothing that the trace of PDP %s does not support', async (version, folder) => {
  const seed = Number(process.env.EXPLAIN_SEED ?? Date.now() % 1_000_000);
  let count = 0;
  await fc.assert(
    fc.asyncProperty(world, async (one) => {
      const all = await explainEverything({ ...one, actions, binary: cerbosBinary(folder) });
      count += all.size;
      for (const explained of all.values()) check(explained, one.policies);
    }),
    { numRuns: runs, seed, endOnFailure: true },
  );
  console.log(`PDP ${version}: ${String(count)} explanations, seed ${String(seed)}`);
});

function check({ effect: decided, trace, explanation }: Explained, policies: Policies): void {
  const { effect: told, reasons, summary, question } = explanation;
  expect(told).toBe(decided);
  expect(summary).not.toBe('');
  const wanted = decided === 'EFFECT_ALLOW' ? 'allows' : 'forbids';
  const deciding = reasons.filter(({ applies }) => applies !== undefined);
  expect(deciding.every(({ applies }) => applies === wanted)).toBe(true);
  // An allow always has a rule.
  if (decided === 'EFFECT_ALLOW') expect(deciding).not.toEqual([]);

  // In one scope, the engine comes to each rule of a fitting role until one decides.
  if (deciding.length === 0 && question.resource.scope === undefined) {
    expect(sentencesOf(reasons)).not.toContain('the engine did not come to this rule');
  }

  const known = rolesIn(question, policies);
  const evaluated = new Set(
    trace.flatMap(({ components, event }) => {
      const expr = components.at(-1)?.expr;
      return typeof expr === 'string' ? [`${String(event.result)}: ${expr}`] : [];
    }),
  );
  for (const sentence of sentencesOf(reasons)) {
    if (/^(?:true|false): /.test(sentence)) expect(evaluated).toContain(sentence);
    const [, roles] = /needs one of the roles (.*)$/.exec(sentence) ?? [];
    for (const role of roles?.split(', ') ?? []) {
      expect(known).not.toContain(role);
    }
    for (const [, name = ''] of sentence.matchAll(/R\.attr\.(\w+) is missing/g)) {
      expect(question.resource.attr).not.toHaveProperty(name);
    }
  }
  for (const reason of deciding) {
    expect(isApplied(reason, trace)).toBe(true);
    const policy = policies[Number(/policy-(\d+)\.json$/.exec(reason.place?.file ?? '')?.[1])];
    if (reason.text.startsWith('the role policy')) checkDenial(reason, question.action, policy);
    else checkCondition(reason, policy);
  }
}

/** The roles of the caller, with their parents in the scope of the resource. */
function rolesIn({ principal, resource }: Question, policies: Policies): Set<string> {
  const known = new Set(principal.roles);
  for (const role of known) {
    for (const { rolePolicy } of policies) {
      if (rolePolicy?.role !== role || (rolePolicy.scope ?? '') !== (resource.scope ?? ''))
        continue;
      for (const parent of rolePolicy.parentRoles) known.add(parent);
    }
  }
  return known;
}

/** A rule with a condition applies by what its own condition says, not by that of another rule. */
function checkCondition(reason: Reason, policy: Policies[number] | undefined): void {
  const rules = [
    ...(policy?.resourcePolicy?.rules ?? []),
    ...(policy?.principalPolicy?.rules.flatMap(({ actions: each }) => each) ?? []),
  ];
  const name = /^rule (\S+)/.exec(reason.text)?.[1];
  const found = rules.find((one) => one.name === name);
  expect(found).toBeDefined();
  if (found?.condition === undefined) return;
  const own = sentencesOf(reason.because).filter((sentence) =>
    JSON.stringify(found.condition).includes(
      JSON.stringify(sentence.replace(/^(?:true|false): /, '')),
    ),
  );
  expect(own).not.toEqual([]);
}

/** A role policy that is named alone is of the role in the text, and can deny the action. */
function checkDenial({ text }: Reason, action: string, policy: Policies[number] | undefined): void {
  const roles = /^the role policy of (.+) does not allow/.exec(text)?.[1]?.split(' or ') ?? [];
  expect(roles).not.toEqual([]);
  expect(text).toMatch(new RegExp(` ${action}$`));
  if (roles.length > 1) return;
  expect(policy?.rolePolicy?.role).toBe(roles[0]);
  const fitting = policy?.rolePolicy?.rules.filter(({ allowActions }) =>
    allowActions.some((one) => matchesGlob(one, action)),
  );
  expect(fitting?.length === 0 || fitting?.some(({ condition }) => condition !== undefined)).toBe(
    true,
  );
}

/** Does the trace have a rule of this name whose condition is true? */
function isApplied({ text }: Reason, trace: Explained['trace']): boolean {
  const name = /^rule (\S+)/.exec(text)?.[1] ?? '';
  return trace.some(({ components, event }) => {
    const at = components.findIndex((component) => component.rule === name);
    return at >= 0 && components[at + 1]?.kind === 'KIND_CONDITION' && event.result === true;
  });
}
