import { basename, relative } from 'node:path';
import type { Check, Finding } from '../../../../src/cli/doctor/Check';
import { PolicySet } from '../../../../src/cli/doctor/policies/PolicySet';
import type { Subject } from '../../../../src/cli/doctor/Subject';
import { readPolicies } from '../../../../src/cli/policies/readPolicies';
import { root } from '../../../setup/publishedPackage';
import { policyFolder } from '../../testing/policyFolder';

/** An app without keys, a PDP and policies. */
export const nothing: Subject = {
  folder: root,
  policies: new Error('There are no policies.'),
  pdp: undefined,
  keys: { secretKey: undefined, publishableKeys: [], leaks: [] },
  clerk: undefined,
  baseRole: 'user',
  appRoles: [],
};

/** Reads policies that a test writes: each file by its name. */
export async function policySet(files: Readonly<Record<string, string>>): Promise<PolicySet> {
  return new PolicySet(await readPolicies(await policyFolder(files)));
}

/** Runs a check. Files in what it found are shown by their last name. */
export async function examine(check: Check, subject: Partial<Subject>): Promise<Finding> {
  const signal = new AbortController().signal;
  const finding = await check.run({ ...nothing, ...subject }, signal);
  const { policies } = subject;
  if (!(policies instanceof PolicySet) || finding.detail === undefined) return finding;
  const folder = relative(process.cwd(), policies.folder);
  const detail = finding.detail
    .replaceAll(`${folder}/`, '')
    .replaceAll(`${basename(policies.folder)}/`, '');
  return { ...finding, detail };
}

interface RuleText {
  readonly actions?: string;
  readonly effect?: 'ALLOW' | 'DENY';
  readonly roles?: string;
  readonly derivedRoles?: string;
  readonly expr?: string;
  /** `{ any: { of: [{ expr: … }] } }`, in place of `expr`. */
  readonly match?: object;
  readonly output?: object;
}

/** A resource policy, one rule after the other. What the first line says is on line 1. */
export function resourcePolicy(
  kind: string,
  rules: readonly RuleText[],
  more: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify(
    {
      apiVersion: 'api.cerbos.dev/v1',
      resourcePolicy: {
        resource: kind,
        version: 'default',
        ...more,
        rules: rules.map(
          ({ actions = 'edit', effect = 'ALLOW', roles, derivedRoles, ...rule }) => ({
            actions: actions.split(' '),
            effect: `EFFECT_${effect}`,
            ...(roles !== undefined && { roles: roles.split(' ') }),
            ...(derivedRoles !== undefined && { derivedRoles: derivedRoles.split(' ') }),
            ...(rule.expr !== undefined && { condition: { match: { expr: rule.expr } } }),
            ...(rule.match !== undefined && { condition: { match: rule.match } }),
            ...(rule.output !== undefined && { output: rule.output }),
          }),
        ),
      },
    },
    null,
    2,
  );
}

/** Derived roles: each name with its parent roles and its condition. */
export function derivedRoles(
  name: string,
  roles: Readonly<Record<string, { parents: string; expr?: string }>>,
): string {
  return JSON.stringify({
    apiVersion: 'api.cerbos.dev/v1',
    derivedRoles: {
      name,
      definitions: Object.entries(roles).map(([role, { parents, expr }]) => ({
        name: role,
        parentRoles: parents.split(' '),
        ...(expr !== undefined && { condition: { match: { expr } } }),
      })),
    },
  });
}
