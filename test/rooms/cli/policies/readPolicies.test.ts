import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { adminSource } from '../../../../src/cli/generate/adminSource';
import type { Policy } from '../../../../src/cli/policies/Policy';
import { readPolicies } from '../../../../src/cli/policies/readPolicies';
import { admin, startAdminPdp } from '../../../setup/adminPdp';
import { root } from '../../../setup/publishedPackage';

let folder = '';

async function makeFolder(files: Readonly<Record<string, string>>): Promise<string> {
  folder = await mkdtemp(join(tmpdir(), 'clerk-cerbos-read-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

afterEach(async () => {
  if (folder !== '') await rm(folder, { recursive: true });
  folder = '';
});

const policyOf = (kind: string, rules: string) => `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: ${kind}
  version: default
  rules:
${rules}`;
const anyRule = '    - { actions: [view], effect: EFFECT_ALLOW, roles: [user] }\n';

const traps = {
  'plain.yaml': policyOf('plain', anyRule),
  'upper/CASE.YML': policyOf('upper', anyRule),
  'deep/er/policy.json': JSON.stringify({
    apiVersion: 'api.cerbos.dev/v1',
    description: 'JSON \u00e9',
    resourcePolicy: {
      resource: 'json',
      version: 'v1',
      rules: [{ actions: ['view'], effect: 'EFFECT_DENY', roles: ['*'], name: 'named' }],
    },
  }),
  '.hidden.yaml': policyOf('hidden', anyRule),
  '.git/policy.yaml': policyOf('in_git', anyRule),
  'testdata/policy.yaml': policyOf('in_testdata', anyRule),
  'plain_test.yaml': 'name: none\ntests: []\n',
  'empty.yaml': '\n',
  'comment.yaml': '# A comment alone.\n',
  'disabled.yaml': `disabled: true\n${policyOf('disabled', anyRule)}`,
  'enabled.yaml': `disabled: false\n${policyOf('enabled', anyRule)}`,
  'notes.txt': 'not a policy',
  '_schemas/scalars.json': '{"type":"object"}',
  'scalars.yaml': `apiVersion: api.cerbos.dev/v1
description: >-
  Folded over
  two lines.
resourcePolicy:
  resource: "sca\\u006Cars"
  version: 110
  schemas:
    resourceSchema:
      ref: cerbos:///scalars.json
      ignoreWhen:
        actions: [create, 'list:*']
  variables:
    local:
      size_of_it: size(R.attr.name)
  constants:
    local:
      three: 3
  rules:
    - actions: [yes, on, 1, 0x1F, 1_000, +5, -0, 017, 0b11, 1e3, 'null', '0x1F', "tr\\u0075e", comment:*]
      effect: EFFECT_ALLOW
      roles: ['*']
      name: odd-scalars
    - actions:
        - second
      effect: EFFECT_DENY
      roles: [user]
      condition:
        match:
          any:
            of:
              - expr: |
                  V.size_of_it > 3
              - all:
                  of:
                    - expr: 1 == 1
                    - none:
                        of:
                          - expr: "R.attr.name == 'x'"
      output:
        when:
          ruleActivated: '"active"'
          conditionNotMet: |-
            "not met"
`,
  'anchors.yaml': `apiVersion: api.cerbos.dev/v1
variables:
  old: &expr R.attr.public
resourcePolicy:
  resource: anchors
  version: default
  importDerivedRoles: [some_roles]
  variables:
    import: [shared]
  rules:
    - &first
      actions: &both [view, edit]
      effect: EFFECT_ALLOW
      roles: [user]
      name: first
    - <<: *first
      name: merged
    - actions: *both
      effect: EFFECT_ALLOW
      derivedRoles: [owner]
      condition: { match: { expr: *expr } }
`,
  'principal.yaml': `apiVersion: api.cerbos.dev/v1
principalPolicy:
  principal: daffy
  version: default
  rules:
    - resource: "plain"
      actions:
        - action: fly
          effect: EFFECT_ALLOW
        - action: "*"
          effect: EFFECT_DENY
          name: all
          condition:
            match:
              expr: R.attr.closed
    - resource: only_here
      actions:
        - action: swim
          effect: EFFECT_ALLOW
`,
  'role.yaml': `apiVersion: api.cerbos.dev/v1
rolePolicy:
  role: "org:member"
  scope: ""
  parentRoles: [user]
  rules:
    - resource: "pl*"
      allowActions: [view, "com*"]
    - resource: enabled
      allowActions: ["*"]
      condition:
        match:
          expr: 1 > 0
`,
  'roles.yaml': `apiVersion: api.cerbos.dev/v1
derivedRoles:
  name: some_roles
  definitions:
    - name: owner
      parentRoles: [user]
      condition:
        match:
          expr: P.id == R.attr.owner
`,
  'shared.yaml': `apiVersion: api.cerbos.dev/v1
exportVariables:
  name: shared
  definitions:
    one: 1 + 1
`,
};

/** Variables have no order: each is read where it is used. */
function byName(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return [...(value as { name: string }[])].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Without what only a file knows: lines, names of files. Sorted, as the PDP has its own order. */
function facts(policies: readonly Policy[]): string[] {
  return policies
    .map((policy) =>
      JSON.stringify(policy, (key, value: unknown) => {
        if (key === 'file' || key === 'line') return undefined;
        return key === 'variables' || key === 'constants' ? byName(value) : value;
      }),
    )
    .sort();
}

describe('readPolicies', () => {
  it.each([
    ['a folder of traps', () => makeFolder(traps)],
    ['the policy pack', async () => join(root, 'src/policies')],
    ['the policies of an example', async () => join(root, 'examples/nextjs/policies')],
  ])('reads of %s what the real PDP loads', async (_, make) => {
    const path = await make();
    const pdp = await startAdminPdp(path);
    try {
      const { policies, problems } = await readPolicies(path);
      expect(problems).toEqual([]);
      const loaded = await adminSource(pdp.httpUrl, admin);
      expect(facts(policies)).toEqual(facts(loaded.policies));
    } finally {
      await pdp.stop();
    }
  });

  it('knows the line of each rule, condition, variable and schema', async () => {
    const path = await makeFolder({
      'scalars.yaml': traps['scalars.yaml'],
      'a.yaml': traps['anchors.yaml'],
    });
    const { policies } = await readPolicies(path);
    const [anchors, scalars] = policies;
    if (anchors?.type !== 'resource' || scalars?.type !== 'resource')
      throw new Error('no policies');
    expect(scalars.file).toBe(relative(process.cwd(), join(path, 'scalars.yaml')));
    const lines = traps['scalars.yaml'].split('\n');
    const lineOf = (text: string) => 1 + lines.findIndex((line) => line.includes(text));
    expect(scalars.line).toBe(lineOf('resourcePolicy:'));
    expect(scalars.resourceSchema?.line).toBe(lineOf('resourceSchema:'));
    expect(scalars.variables[0]?.line).toBe(lineOf('size_of_it: size'));
    expect(scalars.rules.map(({ line }) => line)).toEqual([
      lineOf('- actions: [yes'),
      lineOf('- second') - 1,
    ]);
    const condition = scalars.rules[1]?.condition;
    if (condition === undefined || condition.type === 'expr') throw new Error('no condition');
    expect([condition.line, ...condition.of.map(({ line }) => line)]).toEqual([
      lineOf('any:'),
      lineOf('- expr: |'),
      lineOf('- all:'),
    ]);
    expect(scalars.rules[1]?.output.conditionNotMet?.line).toBe(lineOf('conditionNotMet'));

    // What is merged has the line where it is merged; an alias, where it is used.
    const lineOfAnchors = (text: string) =>
      1 + traps['anchors.yaml'].split('\n').findIndex((line) => line.includes(text));
    expect(anchors.rules.map(({ line, name }) => [name, line])).toEqual([
      ['first', lineOfAnchors('- &first') + 1],
      ['merged', lineOfAnchors('- <<: *first')],
      ['rule-003', lineOfAnchors('- actions: *both')],
    ]);
    expect(anchors.rules[2]?.condition?.line).toBe(lineOfAnchors('condition: {'));
  });

  it('says of a file that it can not read, and reads the others', async () => {
    const path = await makeFolder({ 'good.yaml': policyOf('good', anyRule) });
    await symlink('nowhere.yaml', join(path, 'bad.yaml'));
    await mkdir(join(path, 'target'));
    await symlink('target', join(path, 'folder.yaml'));
    const { policies, problems } = await readPolicies(path);
    expect(policies).toHaveLength(1);
    expect(problems.map(({ file, message }) => [basename(file), message])).toEqual([
      ['bad.yaml', expect.stringContaining('ENOENT')],
      ['folder.yaml', expect.stringContaining('EISDIR')],
    ]);
  });

  it('says of a file that is not YAML where it is wrong, and reads the others', async () => {
    const path = await makeFolder({ 'a.yaml': 'a: [1\nb: 2\n', 'b.yaml': traps['plain.yaml'] });
    const { policies, problems } = await readPolicies(path);
    expect(policies).toHaveLength(1);
    expect(problems).toMatchObject([
      { file: relative(process.cwd(), join(path, 'a.yaml')), line: 2 },
    ]);
  });
});
