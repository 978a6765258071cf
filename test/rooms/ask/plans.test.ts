import { inspect } from 'node:util';
import { HTTP } from '@cerbos/http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type CerbosClient,
  createClerkCerbos,
  type DecisionEvent,
  toPrincipal,
} from '../../../src';
import { patient, usePdp } from '../../setup/pdp';
import { member } from './auths';

const pdp = usePdp();
const list = { resource: { kind: 'document' }, action: 'view' };

/** A client of the real PDP, and what it was asked. */
function counting() {
  const http = new HTTP(pdp().httpUrl);
  const asked = { plans: 0, checks: 0 };
  const cerbos: CerbosClient = {
    checkResources: (...args) => {
      asked.checks += 1;
      return http.checkResources(...args);
    },
    planResources: (...args) => {
      asked.plans += 1;
      return http.planResources(...args);
    },
  };
  return { asked, cerbos };
}

/** A client whose plan no real PDP would make. */
function saying(plan: object): CerbosClient {
  return {
    checkResources: () => Promise.reject(new Error('Nothing is checked here.')),
    planResources: ({ requestId }) =>
      Promise.resolve({ requestId, ...plan } as { requestId: string; kind: string }),
  };
}

const planOf = (cerbos: CerbosClient) =>
  createClerkCerbos({ cerbos, ...patient }).planResources(member, list);

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('a plan', () => {
  it('knows its principal and its kind, and shows them in no log, JSON or copy', async () => {
    const { cerbos } = counting();
    const { planResources } = createClerkCerbos({ cerbos, ...patient });
    for (const action of ['view', 'unheard-of']) {
      const plan = await planResources(member, { ...list, action });
      expect(plan.principal).toEqual(toPrincipal(member));
      expect(plan.resourceKind).toBe('document');
      const shown = ['cerbosCallId', 'kind', 'match', 'requestId', 'validationErrors'];
      expect(Object.keys(plan).sort()).toEqual(shown);
      expect(Object.keys({ ...plan }).sort()).toEqual(shown);
      for (const text of [inspect(plan, { depth: null }), JSON.stringify(plan)]) {
        for (const secret of ['sess_1', member.userId, member.orgId]) {
          expect(text).not.toContain(secret);
        }
        expect(text).not.toMatch(/principal|resourceKind|metadata|condition/);
      }
    }
  });

  it('can be changed by none who has it', async () => {
    const plan = await planOf(counting().cerbos);
    const condition = plan.match({
      allowed: () => undefined,
      denied: () => undefined,
      conditional: (found) => found,
    });
    if (condition === undefined || !('operands' in condition)) throw new Error('No condition.');
    expect(() => condition.operands.pop()).toThrow(TypeError);
    expect(() => Object.assign(plan, { kind: 'KIND_ALWAYS_ALLOWED' })).toThrow(TypeError);
  });

  it('has no list of values that can grow, for it may be the plan of the next question, too', async () => {
    const value = ['o1'];
    const operands = [{ name: 'request.resource.attr.orgId' }, { value }];
    await planOf(saying({ kind: 'KIND_CONDITIONAL', condition: { operator: 'in', operands } }));
    expect(() => value.push('o2')).toThrow(TypeError);
  });

  it('has the form of the SDK, also if a client passes on the JSON of the PDP', async () => {
    const response = await fetch(`${pdp().httpUrl}/api/plan/resources`, {
      method: 'POST',
      body: JSON.stringify({ requestId: '1', principal: toPrincipal(member), ...list }),
    });
    const { filter } = (await response.json()) as { filter: object };
    const [ofJson, ofSdk] = [await planOf(saying(filter)), await planOf(counting().cerbos)];
    expect(ofJson.kind).toBe('KIND_CONDITIONAL');
    // The PDP may give the same arms in another order.
    const partsOf = (plan: typeof ofSdk) =>
      JSON.stringify(plan.match(conditionOnly))
        .match(/"\w+":[^,[\]{}]*/g)
        ?.sort();
    expect(partsOf(ofJson)).toContain('"name":"request.resource.attr.ownerId"');
    expect(partsOf(ofJson)).toEqual(partsOf(ofSdk));
  });

  it.each([
    ['has no condition', {}],
    ['has an empty one', { condition: {} }],
    ['has an operator without operands', { condition: { operator: 'not' } }],
    ['has an operand that is none', { condition: { operator: 'not', operands: [{}] } }],
    [
      'has such an operand in JSON',
      { condition: { expression: { operator: 'not', operands: [1] } } },
    ],
    ['has violations that are no list', { condition: { name: 'x' }, validationErrors: {} }],
  ])('is refused if it %s', async (_, answer) => {
    await expect(planOf(saying({ kind: 'KIND_CONDITIONAL', ...answer }))).rejects.toMatchObject({
      code: 'invalid_answer',
    });
  });
});

const conditionOnly = {
  allowed: () => undefined,
  denied: () => undefined,
  conditional: (condition: object) => condition,
};

describe('an authorizer', () => {
  it('remembers a plan until it forgets, and asks for each other question', async () => {
    const events: DecisionEvent[] = [];
    const { asked, cerbos } = counting();
    const onDecision = (event: DecisionEvent) => {
      events.push(event);
    };
    const { authorizer } = createClerkCerbos({ cerbos, onDecision, ...patient });
    const { planResources, forget } = await authorizer(member);
    const [one, other] = await Promise.all([planResources(list), planResources(list)]);
    expect([asked.plans, one === other, (await planResources(list)) === one]).toEqual([
      1,
      true,
      true,
    ]);
    expect(events.map(({ fromMemory }) => fromMemory)).toEqual([false, false, true]);
    await planResources({ ...list, action: 'edit' });
    await planResources({ ...list, resource: { kind: 'mirror' } });
    await planResources({ ...list, resource: { kind: 'document', attr: { ownerId: 'user_1' } } });
    await planResources({ ...list, resource: { kind: 'document', scope: 'acme' } });
    await planResources({ ...list, resource: { kind: 'document', policyVersion: 'v2' } });
    expect(asked.plans).toBe(6);
    forget();
    expect(await planResources(list)).not.toBe(one);
    expect(asked.plans).toBe(7);
  });

  it('asks again after a plan that failed', async () => {
    const { asked, cerbos } = counting();
    const { planResources: real } = cerbos;
    cerbos.planResources = vi.fn(real).mockRejectedValueOnce(new Error('gone'));
    const { planResources } = await createClerkCerbos({ cerbos, ...patient }).authorizer(member);
    await expect(planResources(list)).rejects.toThrow();
    expect((await planResources(list)).kind).toBe('KIND_CONDITIONAL');
    expect(asked.plans).toBe(1);
  });
});

describe('in development', () => {
  it('a plan of a kind that no policy knows is warned of, as a check is', async () => {
    vi.stubEnv('NODE_ENV', 'development');
    const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined);
    const { asked, cerbos } = counting();
    const { planResources } = createClerkCerbos({ cerbos, ...patient });
    const plan = await planResources(member, { ...list, resource: { kind: 'documnet' } });
    expect([plan.kind, plan.metadata?.conditionString]).toEqual(['KIND_ALWAYS_DENIED', 'NO_MATCH']);
    expect(warn.mock.calls.flat().join()).toContain('"view" on the kind "documnet"');
    // The policy is there, but not for this action: the PDP does not tell, and a check says nothing.
    warn.mockClear();
    await planResources(member, { ...list, action: 'unheard-of' });
    await planResources(member, list);
    expect(warn).not.toHaveBeenCalled();
    expect(asked).toEqual({ plans: 3, checks: 2 });
  });

  it('a check that fails for such a warning fails no plan', async () => {
    vi.stubEnv('NODE_ENV', 'development');
    const metadata = { conditionString: 'NO_MATCH', matchedScope: '', matchedScopes: {} };
    const plan = await planOf(saying({ kind: 'KIND_ALWAYS_DENIED', metadata }));
    expect(plan.kind).toBe('KIND_ALWAYS_DENIED');
  });

  it('outside of it, no check is made for a plan', async () => {
    const { asked, cerbos } = counting();
    const plan = await createClerkCerbos({ cerbos, ...patient }).planResources(member, {
      ...list,
      resource: { kind: 'documnet' },
    });
    expect([plan.kind, plan.metadata]).toEqual(['KIND_ALWAYS_DENIED', undefined]);
    expect(asked).toEqual({ plans: 1, checks: 0 });
  });
});
