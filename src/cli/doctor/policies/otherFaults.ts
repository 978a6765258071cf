import type { Check, Remark } from '../Check';
import { attributeReads, textsOf, withoutTexts } from './attributeReads';
import { policyCheck, warnAbout } from './policyCheck';
import { expressionsOf } from './PolicySet';
import { kindOf } from './ruleViews';

/** What the planner of each PDP version that was measured gets wrong, so that a list shows too much. */
export const plans: Check = policyCheck('policies.plans', (policies) => {
  const bans = policies.principal.flatMap((policy) =>
    policy.rules
      .filter(({ effect }) => effect === 'EFFECT_DENY')
      .filter(({ condition }) => !expressionsOf(condition).some(({ text }) => readsResource(text)))
      .map(({ file, line, kind, action }): Remark => {
        const what = `${action} on ${kind} to ${policy.principal}`;
        return { file, line, text: `denies ${what}; a plan ignores that` };
      }),
  );
  const tests = policies.all().flatMap(({ text, file, line }) =>
    attributeReads(text)
      .filter(({ of, isGuarded }) => of === 'resource' && isGuarded)
      .map(({ name }) => ({
        file,
        line,
        text: `has(R.attr.${name ?? '…'}); a plan takes it for true`,
      })),
  );
  const orders = policies.all().flatMap(({ text, file, line }) =>
    orderedLookUp.test(withoutTexts(text))
      ? [
          {
            file,
            line,
            text: 'compares a map at R… with > or <; a plan exchanges the two sides',
          },
        ]
      : [],
  );
  return warnAbout([...bans, ...tests, ...orders], {
    good: 'Query plans say what these policies say, as far as known.',
    bad: 'Query plans do not say what these policies say. A list made from a plan (planResources) shows too much.',
    remedy:
      'If you list by plans: deny in the resource policy instead of a principal policy, write R.attr.x != null instead of has(R.attr.x), and 5 < P.attr.x[R.attr.y] instead of P.attr.x[R.attr.y] > 5.',
  });
});

// `P.attr.levels[R.attr.team] > 5`, also with a member behind the bracket, or of a map in the policy.
const orderedLookUp =
  /(?:(?<![\w.])(?:request\s*\.\s*principal|P)\s*\.\s*attr\b(?:\s*\.\s*\w+|\s*\[[^[\]]*\])*?|\})\s*\[[^[\]]*\b(?:R|V|resource|variables)\s*\.[^[\]]*\](?:\s*\.\s*\w+)*[\s)]*[<>]/;

const readsResource = (text: string) => attributeReads(text).some(({ of }) => of === 'resource');

/** Rules of role policies that match nothing: inside, the PDP writes such kinds with `_`. */
export const rolePolicyKinds: Check = policyCheck('policies.rolePolicyKinds', (policies) => {
  const remarks = policies.role.flatMap(({ role, rules }) =>
    rules
      .filter(({ kind }) => /[-:/@]/.test(kind))
      .map(({ file, line, kind }) => ({ file, line, text: `role ${role}: rule for ${kind}` })),
  );
  return warnAbout(remarks, {
    good: 'Rules of role policies name only kinds that they can match.',
    bad: 'Rules of role policies name kinds with : - / or @. They match nothing, so the role is denied.',
    remedy: 'Use only letters, digits, _ and . in the names of kinds that role policies name.',
  });
});

/** Permissions that Clerk never writes into a session token. */
export const systemPermissions: Check = policyCheck('policies.systemPermissions', (policies) => {
  const remarks = policies.all().flatMap(({ text, file, line }) =>
    textsOf(text)
      .filter((permission) => permission.startsWith('org:sys_'))
      .map((permission) => ({ file, line, text: `reads ${permission}` })),
  );
  return warnAbout(remarks, {
    good: 'The policies read no system permission of Clerk.',
    bad: 'Policies read system permissions (org:sys_…). Clerk never writes them into a session token, so the condition is never true.',
    remedy: 'Create a permission of your own in the Clerk Dashboard, and read that one.',
  });
});

/**
 * Outputs that the PDP turns round. Measured with 0.51.0 and 0.55.0: where the scope above must
 * consent, an ALLOW rule is evaluated as a DENY rule of the opposite condition. So a caller who does
 * not meet the condition gets `ruleActivated`, and one who meets it `conditionNotMet`.
 */
export const scopedOutputs: Check = policyCheck('policies.scopedOutputs', (policies) => {
  const remarks = policies.resource
    .filter(({ asksParent }) => asksParent)
    .flatMap((policy) =>
      policy.rules
        .filter(({ effect, condition }) => effect === 'EFFECT_ALLOW' && condition !== undefined)
        .flatMap(({ name, output: { conditionNotMet, ruleActivated } }) =>
          [conditionNotMet ?? [], ruleActivated ?? []].flat().map(({ file, line }): Remark => ({
            file,
            line,
            text: `${kindOf(policy)}: output of rule ${name}`,
          })),
        ),
    );
  return warnAbout(remarks, {
    good: 'No output is turned round by the scope of its rule.',
    bad: 'Outputs are turned round: in these scopes the parent must consent, and an ALLOW rule there sends conditionNotMet if its condition is met. A user who should verify again is only denied.',
    remedy:
      'Move the output to the policy without a scope, or to a DENY rule with the opposite condition, as ruleActivated.',
  });
});
