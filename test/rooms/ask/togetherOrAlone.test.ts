import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HTTP } from '@cerbos/http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CerbosClient, createClerkCerbos } from '../../../src';
import { type CerbosServer, startCerbos } from '../../../src/testing';
import { patient, startTimeoutMs } from '../../setup/pdp';
import { member } from './auths';

const ACTIONS = ['create', 'view', 'edit', 'delete'] as const;
type Action = (typeof ACTIONS)[number];

/** What a policy is made of. */
interface Plan {
  /** Actions for which the resource, or the principal, need not fit its schema. */
  readonly ignored: { readonly resource: readonly Action[]; readonly principal: readonly Action[] };
  readonly schemas: { readonly resource: boolean; readonly principal: boolean };
  readonly rules: Readonly<Record<Action, 'allow' | 'allow if small' | 'deny if large' | 'none'>>;
}

const rule = fc.constantFrom('allow', 'allow if small', 'deny if large', 'none');
const plans = fc.sample(
  fc.record<Plan>({
    ignored: fc.record({
      resource: fc.subarray([...ACTIONS]),
      principal: fc.subarray([...ACTIONS]),
    }),
    schemas: fc.record({ resource: fc.boolean(), principal: fc.boolean() }),
    rules: fc.record({ create: rule, view: rule, edit: rule, delete: rule }),
  }),
  { numRuns: 12, seed: 21 },
);
// The one of the report.
plans.unshift({
  ignored: { resource: ['create'], principal: [] },
  schemas: { resource: true, principal: false },
  rules: { create: 'allow', view: 'allow', edit: 'none', delete: 'none' },
});

const kindOf = (index: number) => `thing_${index}`;

function policyOf({ ignored, schemas, rules }: Plan, index: number): object {
  const schema = (name: 'resource' | 'principal') =>
    schemas[name] && {
      [`${name}Schema`]: {
        ref: `cerbos:///${name}.json`,
        ...(ignored[name].length > 0 && { ignoreWhen: { actions: ignored[name] } }),
      },
    };
  return {
    apiVersion: 'api.cerbos.dev/v1',
    resourcePolicy: {
      resource: kindOf(index),
      version: 'default',
      schemas: { ...schema('resource'), ...schema('principal') },
      rules: ACTIONS.flatMap((action) => {
        const base = { actions: [action], roles: ['*'] };
        const allow = { ...base, effect: 'EFFECT_ALLOW' };
        const when = (expr: string) => ({ condition: { match: { expr } } });
        switch (rules[action]) {
          case 'allow':
            return [allow];
          case 'allow if small':
            return [{ ...allow, ...when('R.attr.size < 10') }];
          case 'deny if large':
            return [allow, { ...base, effect: 'EFFECT_DENY', ...when('R.attr.size >= 10') }];
          case 'none':
            return [];
        }
      }),
    },
  };
}

const resourceSchema = {
  type: 'object',
  properties: { size: { type: 'number' } },
  required: ['size'],
};
// No principal has it: where it is not ignored, everything is refused.
const principalSchema = { type: 'object', required: ['badge'] };

let folder: string;
let pdp: CerbosServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clerk-cerbos-policies-'));
  await mkdir(join(folder, '_schemas'));
  const files = [
    ['_schemas/resource.json', resourceSchema],
    ['_schemas/principal.json', principalSchema],
    ...plans.map((plan, index) => [`${kindOf(index)}.json`, policyOf(plan, index)] as const),
  ] as const;
  for (const [name, content] of files) await writeFile(join(folder, name), JSON.stringify(content));
  pdp = await startCerbos({ policies: folder, schemaEnforcement: 'reject', startTimeoutMs });
});
afterAll(async () => {
  await pdp.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Counts the calls, and the checks that they carry. */
function counting(): CerbosClient & { readonly calls: number[] } {
  const client = new HTTP(pdp.httpUrl);
  const calls: number[] = [];
  return {
    calls,
    checkResources(request, options) {
      calls.push(request.resources.length);
      return client.checkResources(request, options);
    },
    planResources: (request, options) => client.planResources(request, options),
  };
}

const connect = (cerbos: CerbosClient = new HTTP(pdp.httpUrl)) =>
  createClerkCerbos({ cerbos, ...patient }).authorizer(member);

const question = fc.record({
  resource: fc.record({
    kind: fc.nat({ max: plans.length - 1 }).map(kindOf),
    id: fc.constantFrom('1', '2'),
    attr: fc.constantFrom<object[]>({ size: 1 }, { size: 20 }, { size: 'large' }, {}),
  }),
  actions: fc.subarray([...ACTIONS], { minLength: 1 }),
});
type Question = Parameters<Awaited<ReturnType<typeof connect>>['checkResource']>[0];

async function answerTo(authorizer: Awaited<ReturnType<typeof connect>>, asked: Question) {
  const { actions, validationErrors } = await authorizer.checkResource(asked);
  const violations = validationErrors.map(({ path, source }) => `${source} ${path}`);
  return { actions, violations: [...new Set(violations)].toSorted() };
}

describe('a question', () => {
  it('is answered the same alone and beside what others ask, at once or before', async () => {
    const seen = { fits: 0, violates: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(question, { minLength: 1, maxLength: 5 }), { maxLength: 3 }),
        // Few kinds, so that many ask about the same.
        fc.nat({ max: plans.length - 1 }).map(kindOf),
        async (waves, kind) => {
          const shared = await connect();
          for (const wave of waves) {
            const questions = wave.map(({ resource, actions }) => ({
              resource: { ...resource, kind },
              actions,
            }));
            const together = await Promise.all(questions.map((asked) => answerTo(shared, asked)));
            const alone = await Promise.all(
              questions.map(async (asked) => answerTo(await connect(), asked)),
            );
            expect(together).toEqual(alone);
            for (const { violations } of alone) seen[violations.length > 0 ? 'violates' : 'fits']++;
          }
        },
      ),
      { numRuns: 150 },
    );
    expect(seen.fits).toBeGreaterThan(50);
    expect(seen.violates).toBeGreaterThan(50);
  });

  it('whose schema is ignored is allowed beside one whose schema is not', async () => {
    const { isAllowed } = await connect();
    const resource = { kind: kindOf(0), id: '1', attr: {} };
    const ask = (action: string) => isAllowed({ resource, action });
    expect(await Promise.all([ask('view'), ask('create'), ask('view')])).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('about both at once is answered as the PDP answers it, whatever is known of each', async () => {
    const { isAllowed, checkResource } = await connect();
    const resource = { kind: kindOf(0), id: '1', attr: {} };
    expect(await isAllowed({ resource, action: 'create' })).toBe(true);
    expect(await isAllowed({ resource, action: 'view' })).toBe(false);
    const both = await checkResource({ resource, actions: ['create', 'view'] });
    expect(both.allowedActions()).toEqual([]);
    expect(await isAllowed({ resource, action: 'create' })).toBe(true);
  });

  it('costs no other call where everything fits', async () => {
    const cerbos = counting();
    const { isAllowed } = await connect(cerbos);
    const resource = { kind: kindOf(0), id: '1', attr: { size: 1 } };
    await Promise.all(ACTIONS.map((action) => isAllowed({ resource, action })));
    expect(cerbos.calls).toEqual([1]);
  });

  it('costs one more for each different question where something does not, and only once', async () => {
    const cerbos = counting();
    const { isAllowed } = await connect(cerbos);
    const resource = { kind: kindOf(0), id: '1', attr: {} };
    const ask = () =>
      Promise.all(
        ['view', 'create', 'view', 'create'].map((action) => isAllowed({ resource, action })),
      );
    await ask();
    expect(cerbos.calls).toEqual([1, 1, 1]);
    await ask();
    expect(cerbos.calls).toHaveLength(3);
  });

  it('costs no other call where it is the only one', async () => {
    const cerbos = counting();
    const { checkResource } = await connect(cerbos);
    const resource = { kind: kindOf(0), id: '1', attr: {} };
    const asked = { resource, actions: ['view', 'create'] };
    await Promise.all([checkResource(asked), checkResource(asked)]);
    expect(cerbos.calls).toEqual([1]);
  });
});
