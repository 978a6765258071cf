import { describe, expect, it } from 'vitest';
import { type Call, createCalls } from '../../../../src/cli/dev/createCalls';
import type { PolicyFolder } from '../../../../src/cli/policies/readPolicies';
import type { LoggedPlan } from '../../../../src/cli/dev/readLogLine';

/** The calls that a log has, and what is told of it. */
function readCalls(policies: () => PolicyFolder | undefined = () => undefined) {
  const seen: Call[] = [];
  const plans: LoggedPlan[] = [];
  const calls = createCalls({
    policies,
    onCall: (call) => seen.push(call),
    onPlan: (plan) => plans.push(plan),
  });
  return { calls, seen, plans };
}

const step = (callId: string, action: string) =>
  JSON.stringify({
    'log.logger': 'cerbos.tracer',
    cerbos: { call_id: callId },
    trace: {
      components: [{ kind: 'KIND_ACTION', action }],
      event: { effect: 'EFFECT_DENY' },
    },
  });

const decision = (callId: string, ids: readonly string[], requestId = 'r', effect?: unknown) =>
  JSON.stringify({
    'log.logger': 'cerbos.audit',
    'log.kind': 'decision',
    callId,
    checkResources: {
      inputs: ids.map((id) => ({
        requestId,
        principal: { id: 'user_1', roles: ['user'], scope: 'acme' },
        resource: { kind: 'document', id, policyVersion: 'v2' },
        auxData: { jwt: { sub: 'user_1' } },
        actions: ['edit'],
      })),
      outputs: ids.map((id) => ({ resourceId: id, actions: { edit: { effect } } })),
    },
  });

describe('the calls in the log of a PDP', () => {
  it('are not those with which doctor tries the PDP', () => {
    const { calls, seen } = readCalls();
    calls.read(decision('1', ['plan'], 'clerk-cerbos-doctor', 'EFFECT_DENY'));
    expect(seen).toEqual([]);
    expect(calls.lastDenied()).toBeUndefined();
  });

  it('have what was asked, what was answered, and the steps to it', () => {
    const { calls, seen } = readCalls();
    calls.read(step('1', 'edit'));
    calls.read(step('2', 'view'));
    calls.read(decision('1', ['plan'], 'r', 'EFFECT_ALLOW'));
    expect(seen).toEqual([
      {
        callId: '1',
        inputs: [
          {
            requestId: 'r',
            principal: { id: 'user_1', roles: ['user'], attr: {}, scope: 'acme' },
            resource: { kind: 'document', id: 'plan', attr: {}, policyVersion: 'v2' },
            claims: { sub: 'user_1' },
            answers: [{ action: 'edit', effect: 'EFFECT_ALLOW' }],
          },
        ],
        trace: [
          {
            components: [{ kind: 'KIND_ACTION', action: 'edit' }],
            event: { effect: 'EFFECT_DENY' },
          },
        ],
        policies: undefined,
      },
    ]);
  });

  it('keep the policies that decided them, also after others are loaded', async () => {
    const [before, after] = ['before', 'after'].map((folder) => ({
      folder,
      policies: [],
      problems: [],
    }));
    let current: PolicyFolder | undefined = before;
    const { calls } = readCalls(() => current);
    calls.read(decision('1', ['plan']));
    current = undefined;
    calls.read(decision('2', ['plan']));
    current = after;
    calls.read(decision('3', ['plan']));
    const found = await Promise.all(['1', '2', '3'].map((id) => calls.find(id, 1)));
    expect(found.map((call) => call?.policies?.folder)).toEqual(['before', undefined, 'after']);
  });

  it('have no steps if the first of them are forgotten: the others are half of the truth', () => {
    const { calls, seen } = readCalls();
    calls.read(step('1', 'edit'));
    for (let id = 2; id <= 120; id++) calls.read(step(String(id), 'edit'));
    calls.read(step('1', 'edit'));
    calls.read(decision('1', ['plan']));
    calls.read(decision('120', ['plan']));
    expect(seen.map(({ trace }) => trace.length)).toEqual([0, 1]);
  });

  it('have no steps if they are about several resources: these could be of any of them', () => {
    const { calls, seen } = readCalls();
    calls.read(step('1', 'edit'));
    calls.read(decision('1', ['plan', 'roadmap']));
    expect(seen[0]?.trace).toEqual([]);
  });

  it.each([undefined, 'EFFECT_NO_MATCH', 'effect_allow', true, ['EFFECT_ALLOW']])(
    'are denials if the effect is %s',
    (effect) => {
      const { calls, seen } = readCalls();
      calls.read(decision('1', ['plan'], 'r', effect));
      expect(seen[0]?.inputs[0]?.answers).toEqual([{ action: 'edit', effect: 'EFFECT_DENY' }]);
    },
  );

  it('are found later, or when they come', async () => {
    const { calls } = readCalls();
    const coming = calls.find('2', 60_000);
    calls.read(decision('1', ['plan']));
    calls.read(decision('2', ['plan']));
    calls.read(decision('3', ['plan'], 'r', 'EFFECT_ALLOW'));
    expect((await coming)?.callId).toBe('2');
    expect((await calls.find('1', 60_000))?.callId).toBe('1');
    expect(await calls.find('4', 1)).toBeUndefined();
    expect(calls.lastDenied()?.callId).toBe('2');
  });

  it('do not include those that dev makes itself', async () => {
    const { calls, seen } = readCalls();
    const own = calls.ownCall('mine', 60_000);
    calls.read(step('1', 'edit'));
    calls.read(decision('1', ['plan'], 'mine'));
    expect((await own)?.trace).toHaveLength(1);
    expect(seen).toEqual([]);
    expect(await calls.find('1', 1)).toBeUndefined();
    expect(calls.lastDenied()).toBeUndefined();
  });

  it('are the last 500', async () => {
    const { calls } = readCalls();
    for (let id = 0; id <= 500; id++) calls.read(decision(String(id), ['plan']));
    expect(await calls.find('0', 1)).toBeUndefined();
    expect((await calls.find('1', 1))?.callId).toBe('1');
  });

  it('include lists, with their filter', () => {
    const { calls, plans } = readCalls();
    const plan = (filter: object, filterDebug = '') =>
      JSON.stringify({
        'log.kind': 'decision',
        planResources: {
          input: { principal: { id: 'user_1' }, resource: { kind: 'document' }, actions: ['edit'] },
          output: { filter, filterDebug },
        },
      });
    calls.read(plan({ kind: 'KIND_ALWAYS_DENIED' }));
    calls.read(plan({ kind: 'KIND_CONDITIONAL' }, '(eq 1 1)'));
    expect(plans.map(({ filter }) => filter)).toEqual(['KIND_ALWAYS_DENIED', '(eq 1 1)']);
    expect(plans[0]).toMatchObject({
      principalId: 'user_1',
      kind: 'document',
      actions: ['edit'],
    });
  });

  it.each([
    '',
    'text',
    '{"log.logger":"cerbos.tracer"',
    '{"log.kind":"decision","checkResources":[]',
    '{"message":"a \\"decision\\" of another kind"}',
  ])('leave out the line %s', (line) => {
    const { calls, seen, plans } = readCalls();
    calls.read(line);
    expect([...seen, ...plans]).toEqual([]);
  });
});
