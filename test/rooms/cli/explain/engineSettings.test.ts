import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { explain } from '../../../../src/cli/explain/explain';
import { traceOffline } from '../../../../src/cli/explain/traceOffline';
import { readPolicies } from '../../../../src/cli/policies/readPolicies';
import { cerbosBinary } from '../../../../src/testing/cerbos/cerbosBinary';
import { root } from '../../../setup/publishedPackage';

const path = await mkdtemp(join(tmpdir(), 'clerk-cerbos-engine-'));
await writeFile(
  join(path, 'note.yaml'),
  `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: note
  version: v2
  rules:
    - { name: frozen, actions: ['*'], effect: EFFECT_DENY, roles: ['*'], condition: { match: { expr: 'G.environment == "prod"' } } }
    - { name: view, actions: [view], effect: EFFECT_ALLOW, roles: [user] }
`,
);
const policies = await readPolicies(path);
afterAll(() => rm(path, { recursive: true }));

const question = {
  principal: { id: 'user_1', roles: ['user'], attr: {} },
  resource: { kind: 'note', id: '1', attr: {} },
  action: 'view',
};

describe.each([
  ['0.51', root],
  ['0.55', join(root, 'test/pdp-0.55')],
])('the settings of the engine, with Cerbos %s', (_, from) => {
  const ask = async (globals: Readonly<Record<string, unknown>>) => {
    const engine = { defaultPolicyVersion: 'v2', globals };
    const settings = { ignoreSchemas: false, engine };
    const answer = await traceOffline(cerbosBinary(from), path, question, settings);
    return explain(policies, question, answer, engine);
  };

  it('count: what the PDP denies for one of its globals is not explained as allowed', async () => {
    expect(await ask({ environment: 'prod' })).toMatchObject({
      effect: 'EFFECT_DENY',
      summary: expect.stringContaining('rule frozen denies') as string,
    });
    expect(await ask({ environment: 'test' })).toMatchObject({
      effect: 'EFFECT_ALLOW',
      summary: expect.stringContaining('rule view allows') as string,
    });
  });
});
