import * as otel from '@opentelemetry/api';
import { HTTP } from '@cerbos/http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CerbosClient, createClerkCerbos, type DecisionEvent } from '../../../src';
import { createBridge } from '../../../src/bridge/createBridge';
import { webEndpointRequest } from '../../../src/bridge/endpoint/EndpointRequest';
import { createCheckEndpoint } from '../../../src/bridge/endpoint/createCheckEndpoint';
import { withTelemetry } from '../../../src/otel';
import { patient, usePdp } from '../../setup/pdp';
import { member } from '../ask/auths';
import { allowAll, fakeClient } from '../ask/fakeClient';
import { type Recording, startRecording } from './recording';

const pdp = usePdp();
const mine = {
  kind: 'document',
  id: 'document_77',
  attr: { ownerId: 'user_1', orgId: 'org_acme', public: false, title: 'Ada Lovelace' },
};
const view = { resource: mine, action: 'view' };

let recording: Recording;
beforeEach(() => {
  recording = startRecording();
});
afterEach(() => {
  recording.stop();
});

function counted(cerbos: CerbosClient, options: object = {}) {
  return createClerkCerbos(withTelemetry({ cerbos, ...patient, ...options }, otel));
}

describe('the counter', () => {
  it('counts each action with its own outcome, and plans', async () => {
    const { checkResource, planResources } = counted(new HTTP(pdp().httpUrl));
    await checkResource(member, { resource: mine, actions: ['view', 'fly'] });
    await checkResource(member, { resource: mine, actions: ['view'] });
    await planResources(member, { resource: { kind: 'document' }, action: 'view' });
    const check = {
      'cerbos.resource.kind': 'document',
      'clerk_cerbos.type': 'check',
      'clerk_cerbos.asker': 'server',
      'clerk_cerbos.from_memory': false,
    };
    const view = { ...check, 'cerbos.action': 'view' };
    expect(await recording.series('clerk_cerbos.decisions')).toEqual([
      { attributes: { ...view, 'clerk_cerbos.outcome': 'allowed' }, value: 2 },
      {
        attributes: { ...check, 'cerbos.action': 'fly', 'clerk_cerbos.outcome': 'denied' },
        value: 1,
      },
      {
        attributes: { ...view, 'clerk_cerbos.type': 'plan', 'clerk_cerbos.outcome': 'conditional' },
        value: 1,
      },
    ]);
  });

  it('counts what was remembered, and what got no answer with its code', async () => {
    const { authorizer } = counted(fakeClient(allowAll));
    const { isAllowed } = await authorizer(member);
    await isAllowed(view);
    await isAllowed(view);
    const down = fakeClient(() => {
      throw new Error('Ada is away');
    });
    const failed = counted(down, { retry: false }).isAllowed(member, view);
    await expect(failed).rejects.toMatchObject({ code: 'pdp_unreachable' });
    const series = await recording.series('clerk_cerbos.decisions');
    expect(series).toMatchObject([
      { attributes: { 'clerk_cerbos.from_memory': false }, value: 1 },
      { attributes: { 'clerk_cerbos.from_memory': true }, value: 1 },
      {
        attributes: { 'clerk_cerbos.outcome': 'unavailable', 'error.type': 'pdp_unreachable' },
        value: 1,
      },
    ]);
    expect(series.map(({ attributes }) => 'error.type' in attributes)).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('counts whatever a browser makes up as one and the same action', async () => {
    const names = ['view', 'edit', ...Array.from({ length: 40 }, (_, index) => `made_up_${index}`)];
    const question = { checks: [{ kind: 'document', id: 'document_77', actions: names }] };
    const ask = async (clientActions?: readonly string[]) => {
      const given = {
        cerbos: new HTTP(pdp().httpUrl),
        ...patient,
        resources: { document: () => ({ attr: mine.attr }) },
      };
      const options = withTelemetry(given, otel, clientActions && { clientActions });
      const endpoint = createCheckEndpoint(options);
      const { principalClientFor, run } = createBridge<Record<string, unknown>, object>(options);
      const request = new Request('https://app.example.com/api/cerbos', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(question),
      });
      const answer = await endpoint(
        webEndpointRequest(request),
        (ask) => run(() => principalClientFor(member), {}, ask),
        undefined,
      );
      expect(answer.status).toBe(200);
    };
    const counts = async () =>
      (await recording.series('clerk_cerbos.decisions')).map(({ attributes, value }) => {
        const { 'cerbos.action': action, 'clerk_cerbos.outcome': outcome } = attributes as Record<
          string,
          string
        >;
        return [action, outcome, value];
      });
    await ask();
    expect(await counts()).toEqual([
      ['other', 'allowed', 2],
      ['other', 'denied', 40],
    ]);
    await ask(['view']);
    expect(await counts()).toEqual([
      ['other', 'allowed', 3],
      ['other', 'denied', 80],
      ['view', 'allowed', 1],
    ]);
    expect(await recording.everything()).not.toContain('made_up');
  });

  it('finds an SDK that is set up after the bridge, and another one later', async () => {
    recording.stop();
    const { isAllowed } = counted(fakeClient(allowAll));
    await isAllowed(member, view);
    for (const value of [1, 1]) {
      recording = startRecording();
      await isAllowed(member, view);
      expect(await recording.series('clerk_cerbos.decisions')).toMatchObject([{ value }]);
      expect(recording.spans()).toHaveLength(1);
      recording.stop();
    }
  });

  it("leaves the app's own listener what it was told before", async () => {
    const onDecision = vi.fn<(event: DecisionEvent) => void>();
    const { isAllowed } = counted(fakeClient(allowAll), { onDecision });
    await isAllowed(member, view);
    expect(onDecision.mock.calls).toMatchObject([[{ principal: { id: 'user_1' } }]]);
    expect(await recording.series('clerk_cerbos.decisions')).toHaveLength(1);
  });
});

it('the histogram has the duration of each call in seconds, by method and error', async () => {
  const { isAllowed, planResources } = counted(new HTTP(pdp().httpUrl));
  await isAllowed(member, view);
  await planResources(member, { resource: { kind: 'document' }, action: 'view' });
  const slow = fakeClient(async () => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    throw new Error('away');
  });
  await counted(slow, { retry: false })
    .isAllowed(member, view)
    .catch(() => undefined);
  const series = await recording.series('clerk_cerbos.pdp.duration');
  expect(series.map(({ attributes }) => attributes)).toEqual([
    { 'rpc.method': 'CheckResources' },
    { 'rpc.method': 'PlanResources' },
    { 'rpc.method': 'CheckResources', 'error.type': 'pdp_unreachable' },
  ]);
  expect(series.map(({ value }) => value)).toMatchObject([
    { count: 1 },
    { count: 1 },
    { count: 1 },
  ]);
  const { sum } = series[2]?.value as { sum: number };
  // Thirty milliseconds, and not thirty seconds.
  expect(sum).toBeGreaterThan(0.02);
  expect(sum).toBeLessThan(20);
});

it('nothing that is exported holds anything about a person or a resource', async () => {
  const auth = {
    ...member,
    sessionClaims: { email: 'ada@example.com' },
    actor: { sub: 'user_staff' },
  };
  const principal = { claims: 'all', attr: () => ({ region: 'Lincolnshire' }) };
  for (const cerbos of [
    new HTTP(pdp().httpUrl),
    new HTTP('http://127.0.0.1:1'),
    fakeClient(({ principal, resources }) => {
      const details = JSON.stringify([principal, resources]);
      throw Object.assign(new Error(details), { code: 3, details });
    }),
  ]) {
    const { checkResource, planResources, authorize } = counted(cerbos, { principal });
    const scope = 'lovelace';
    const resource = { ...mine, scope };
    const plan = { resource: { kind: 'document', attr: mine.attr }, action: 'view' };
    await Promise.allSettled([
      checkResource(auth, { resource: mine, actions: ['view', 'edit'] }),
      checkResource(auth, { resource, actions: ['view', 'edit'] }),
      authorize(auth, { resource: mine, action: 'delete' }),
      planResources(auth, plan),
    ]);
  }
  const exported = await recording.everything();
  expect(exported).toContain('cerbos.batch.size');
  expect(exported).toContain('pdp_rejected');
  expect(exported).toContain('pdp_unreachable');
  const secrets = [
    ...['user_1', 'sess_1', 'org_acme', 'org:member', 'user_staff', 'document_77'],
    ...['ada@example.com', 'Ada Lovelace', 'lovelace', 'Lincolnshire', 'same_organization'],
  ];
  expect(secrets.filter((secret) => exported.includes(secret))).toEqual([]);
});
