import { getProperty } from '../../../../src/base/value';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Call } from '../../../../src/cli/dev/createCalls';
import { createExplainer } from '../../../../src/cli/dev/createExplainer';
import type { TraceEntry } from '../../../../src/cli/explain/Explanation';
import type { EngineSettings } from '../../../../src/cli/pdp/readPdpSettings';
import { readPolicies } from '../../../../src/cli/policies/readPolicies';

afterEach(() => vi.unstubAllGlobals());

const policies = await readPolicies('examples/nextjs/policies');

const input = (id: string, requestId = 'r') => ({
  requestId,
  principal: { id: 'user_cleo', roles: ['user', 'org:member'], attr: {} },
  resource: { kind: 'document', id, attr: { ownerId: 'user_ben' } },
  answers: [
    { action: 'edit', effect: 'EFFECT_DENY' },
    { action: 'publish', effect: 'EFFECT_DENY' },
  ] as const,
});

const policy = { kind: 'KIND_POLICY', policy: 'cerbos.resource.document.vdefault' };
const denied = (action: string): TraceEntry => ({
  components: [policy, { kind: 'KIND_ACTION', action }],
  event: { status: 'STATUS_ACTIVATED', effect: 'EFFECT_DENY' },
});

/** An explainer at a PDP that answers as it is told, and counts. */
function explainer({
  again,
  offline = 'EFFECT_DENY',
  engine = {},
}: { again?: Call; offline?: string; engine?: EngineSettings } = {}) {
  const asked: unknown[] = [];
  vi.stubGlobal('fetch', async (_: string, init: { body: string }) => {
    asked.push(JSON.parse(init.body));
    return new Response('{}');
  });
  const askedOffline: string[] = [];
  const { explainCall } = createExplainer({
    calls: { ownCall: async () => again },
    pdpUrl: () => 'http://127.0.0.1:1',
    engine,
    traceOffline: async ({ action }) => {
      askedOffline.push(action);
      if (offline === 'broken') throw new Error('The policies do not compile.\nLine 3.');
      const effect = offline === 'EFFECT_ALLOW' ? 'EFFECT_ALLOW' : 'EFFECT_DENY';
      return { effect, trace: [denied(action)], schemaErrors: [] };
    },
  });
  const explain = async (call: Call) =>
    (await explainCall(call, () => true)).map(({ summary }) => summary);
  return { explain, asked, askedOffline };
}

/** A call about one action. */
const single = (): Call => ({
  ...one(),
  inputs: [{ ...input('plan'), answers: [{ action: 'publish', effect: 'EFFECT_DENY' }] }],
});
const one = (): Call => ({
  callId: '1',
  inputs: [input('plan')],
  trace: [denied('edit'), denied('publish')],
  policies,
});

describe('the explanation of a call', () => {
  it('is read from the steps of the call itself, if it is about one resource and one action', async () => {
    const { explain, asked, askedOffline } = explainer();
    const [publish] = await explain(single());
    expect(publish).toBe('no rule of document names publish');
    expect([...asked, ...askedOffline]).toEqual([]);
  });

  it('is found by asking again about each of several resources, with all its actions', async () => {
    const again = { ...one(), inputs: [input('plan')] };
    const { explain, asked, askedOffline } = explainer({ again });
    const summaries = await explain({
      ...one(),
      inputs: [input('plan'), input('plan')],
      trace: [],
    });
    expect(summaries).toHaveLength(4);
    // And then about each action alone.
    expect(asked).toHaveLength(6);
    expect(asked[0]).toMatchObject({
      requestId: expect.stringMatching(/^clerk-cerbos-dev-/) as string,
      principal: { id: 'user_cleo' },
      resources: [{ resource: { id: 'plan' }, actions: ['edit', 'publish'] }],
    });
    expect(askedOffline).toEqual([]);
  });

  it('is found by asking again about each of several actions: of what they have in common, the steps are logged once', async () => {
    const { explain, asked } = explainer({ again: single() });
    const [, publish] = await explain(one());
    expect(publish).toBe('no rule of document names publish');
    const actions = asked.map((body) => getProperty(getProperty(body, 'resources'), '0'));
    expect(actions).toMatchObject([{ actions: ['edit'] }, { actions: ['publish'] }]);
  });

  it('is read from a call about several actions if that was refused for its attributes', async () => {
    const { explain, asked } = explainer();
    const refused: TraceEntry = {
      components: [policy],
      event: { status: 'STATUS_SKIPPED', message: 'Rejected due to validation failures' },
    };
    const summaries = await explain({ ...one(), trace: [refused, ...one().trace] });
    expect(summaries[0]).toContain('do not match the JSON Schema');
    expect(asked).toEqual([]);
  });

  it('comes from the engine without a server, if the PDP logs no steps', async () => {
    const { explain, askedOffline } = explainer();
    await explain({ ...one(), trace: [] });
    expect(askedOffline).toEqual(['edit', 'publish']);
  });

  it('is not asked for again if a token was sent along, which the log does not have', async () => {
    const { explain, asked, askedOffline } = explainer();
    const withToken = () => ({ ...input('plan'), claims: { sub: 'user_cleo' } });
    await explain({ ...one(), inputs: [withToken(), withToken()], trace: [] });
    expect(asked).toEqual([]);
    expect(askedOffline).toHaveLength(4);
  });

  it('says so if the answer is another one by now', async () => {
    const { explain } = explainer({ offline: 'EFFECT_ALLOW' });
    expect(await explain({ ...one(), trace: [] })).toEqual([
      'asked again, the PDP gives another answer',
      'asked again, the PDP gives another answer',
    ]);
  });

  it('says so if it is not found, and goes on', async () => {
    const { explain } = explainer({ offline: 'broken' });
    const [summary] = await explain({ ...one(), trace: [] });
    expect(summary).toBe('it could not be explained: The policies do not compile.');
    expect(await explain(single())).toEqual(['no rule of document names publish']);
  });

  it('is not that of other policies, which were loaded since', async () => {
    const later = await readPolicies('examples/nextjs/policies');
    const { explain, askedOffline } = explainer({ again: { ...one(), policies: later } });
    const [summary] = await explain({
      ...one(),
      inputs: [input('plan'), input('plan')],
      trace: [],
    });
    expect(summary).toContain('the policies have changed since');
    expect(askedOffline).toEqual([]);
  });

  it('is not given if it is not known which policies decided', async () => {
    const { explain, asked, askedOffline } = explainer();
    const [summary] = await explain({ ...one(), policies: undefined });
    expect(summary).toBe('the PDP loaded other policies at that moment');
    expect([...asked, ...askedOffline]).toEqual([]);
  });

  it('does not take the answer about a resource for that about another one of the same id', async () => {
    const { explain } = explainer();
    const { resource, ...rest } = { ...input('plan'), claims: { sub: 'user_cleo' } };
    const unknown = (answer: 'EFFECT_ALLOW' | 'EFFECT_DENY', kind: string) => ({
      ...rest,
      resource: { ...resource, kind },
      answers: [{ action: 'edit', effect: answer }],
    });
    const inputs = [unknown('EFFECT_ALLOW', 'document'), unknown('EFFECT_DENY', 'documnet')];
    const [, second] = await explain({ ...one(), inputs, trace: [] });
    expect(second).toContain('documnet');
  });

  it('is that of the version which the PDP takes by default', async () => {
    const { explain, askedOffline } = explainer({ engine: { defaultPolicyVersion: 'v2' } });
    const [summary] = await explain({ ...one(), trace: [] });
    expect(summary).toContain('document has no policy of version v2');
    expect(askedOffline).toEqual([]);
  });

  it('needs no engine for a kind that no policy knows', async () => {
    const { explain, askedOffline } = explainer();
    const { resource, ...rest } = input('plan');
    const unknown = { ...rest, resource: { ...resource, kind: 'documnet' } };
    const [summary] = await explain({ ...one(), inputs: [unknown], trace: [] });
    expect(summary).toContain('documnet');
    expect(askedOffline).toEqual([]);
  });
});
