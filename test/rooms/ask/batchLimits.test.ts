import { fileURLToPath } from 'node:url';
import { GRPC } from '@cerbos/grpc';
import { HTTP } from '@cerbos/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CerbosClient, createClerkCerbos } from '../../../src';
import { type CerbosServer, startCerbos } from '../../../src/testing';
import { patient, startTimeoutMs } from '../../setup/pdp';
import { member } from './auths';
import { allowAll, fakeClient } from './fakeClient';

const document = (id: string, attr: object = {}) => ({
  kind: 'document',
  id,
  attr: { ownerId: 'user_1', orgId: 'org_acme', public: false, ...attr },
});
const numbers = (length: number) => Array.from({ length }, (_, index) => String(index));
const options = (cerbos: CerbosClient, maxBatchSize: unknown) =>
  ({ cerbos, maxBatchSize }) as { cerbos: CerbosClient; maxBatchSize: number };

describe('maxBatchSize', () => {
  /** How many resources, and how many actions of each, came in each call. */
  async function callsWith(maxBatchSize: unknown) {
    const cerbos = fakeClient(allowAll);
    const { checkResources } = createClerkCerbos(options(cerbos, maxBatchSize));
    const decisions = await checkResources(member, {
      resources: numbers(5).map((id) => ({ resource: document(id), actions: numbers(3) })),
    });
    expect(decisions.map(({ resource }) => resource.id)).toEqual(numbers(5));
    expect(decisions.every((decision) => decision.allAllowed())).toBe(true);
    return cerbos.requests.map(({ resources }) => resources.map(({ actions }) => actions.length));
  }

  it('is how many resources go in one call', async () => {
    expect(await callsWith(2)).toEqual([[3, 3], [3, 3], [3]]);
    expect(await callsWith({ resources: 4 })).toEqual([[3, 3, 3, 3], [3]]);
    expect(await callsWith(undefined)).toEqual([[3, 3, 3, 3, 3]]);
  });

  it('is how many actions of a resource go in one call, where it says so', async () => {
    expect(await callsWith({ actions: 2 })).toEqual([
      [2, 2, 2, 2, 2],
      [1, 1, 1, 1, 1],
    ]);
  });

  it.each([0, -1, 1.5, 501, NaN, '50', null, true, { resources: 0 }, { actions: '5' }])(
    'is refused where no PDP can be configured to it: %j',
    (maxBatchSize) => {
      expect(() => createClerkCerbos(options(fakeClient(allowAll), maxBatchSize))).toThrow(
        expect.objectContaining({
          code: 'invalid_configuration',
          message: expect.stringContaining('maxBatchSize'),
        }),
      );
    },
  );
});

describe('what is more than one call takes', () => {
  it('is asked in calls side by side', async () => {
    let waiting: (() => void)[] = [];
    const cerbos = fakeClient(async (request) => {
      // None is answered before all of them were asked.
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length < 3) return;
        for (const answer of waiting) answer();
        waiting = [];
      });
      return allowAll(request);
    });
    const { checkResources } = createClerkCerbos({ cerbos });
    const resources = numbers(120).map((id) => ({ resource: document(id), actions: ['view'] }));
    expect(await checkResources(member, { resources })).toHaveLength(120);
  });

  it('is one call all the same where only some ask for metadata, and only they see it', async () => {
    const cerbos = fakeClient((request) => {
      const metadata = {
        actions: { view: { matchedPolicy: 'p', matchedScope: '' } },
        effectiveDerivedRoles: [],
      };
      const answer = allowAll(request);
      return { ...answer, results: answer.results.map((result) => ({ ...result, metadata })) };
    });
    const { checkResource } = await createClerkCerbos({ cerbos }).authorizer(member);
    const question = { resource: document('1'), actions: ['view'] };
    const [explained, plain] = await Promise.all([
      checkResource({ ...question, includeMetadata: true }),
      checkResource({ ...question, includeMetadata: false }),
    ]);
    expect(cerbos.requests.map(({ includeMetadata }) => includeMetadata)).toEqual([true]);
    expect(cerbos.requests[0]?.resources.map(({ actions }) => actions)).toEqual([['view']]);
    expect(explained.metadata?.actions.view?.matchedPolicy).toBe('p');
    expect(plain.metadata).toBeUndefined();
  });
});

const transports: [string, (pdp: CerbosServer) => CerbosClient & { close?: () => void }][] = [
  ['@cerbos/http', (pdp) => new HTTP(pdp.httpUrl)],
  ['@cerbos/grpc', (pdp) => new GRPC(pdp.grpcTarget, { tls: false })],
];

describe.each(transports)('at a PDP of smaller limits, through %s', (_, connect) => {
  let pdp: CerbosServer;
  let client: ReturnType<typeof connect>;
  beforeAll(async () => {
    pdp = await startCerbos({
      policies: fileURLToPath(new URL('../../setup/policies', import.meta.url)),
      startTimeoutMs,
      config: {
        server: { requestLimits: { maxResourcesPerRequest: 2, maxActionsPerResource: 2 } },
      },
    });
    client = connect(pdp);
  });
  afterAll(async () => {
    client.close?.();
    await pdp.stop();
  });

  const resources = numbers(5).map((id) => ({
    resource: document(id, { ownerId: Number(id) % 2 === 0 ? 'user_1' : 'user_2' }),
    actions: ['view', 'edit', 'unheard-of'],
  }));

  it('all that is asked is answered, once they are named', async () => {
    const bridge = createClerkCerbos({
      cerbos: client,
      maxBatchSize: { resources: 2, actions: 2 },
      ...patient,
    });
    const decisions = await bridge.checkResources(member, { resources });
    expect(decisions.map((decision) => decision.allowedActions())).toEqual(
      numbers(5).map((id) => (Number(id) % 2 === 0 ? ['view', 'edit'] : ['view'])),
    );
    const { checkResources } = createClerkCerbos({ cerbos: client, ...patient });
    await expect(checkResources(member, { resources })).rejects.toMatchObject({
      code: 'pdp_rejected',
    });
  });

  it('questions that are too large only together are answered', async () => {
    const bridge = createClerkCerbos({ cerbos: client, maxBatchSize: 2, ...patient });
    const { isAllowed } = await bridge.authorizer(member);
    const ask = (id: string, megabytes: number) =>
      isAllowed({
        resource: document(id, { text: 'x'.repeat(megabytes * 1_000_000) }),
        action: 'edit',
      });
    const answers = await Promise.allSettled([
      ask('1', 2.5),
      ask('2', 2.5),
      ask('3', 5),
      ask('4', 0),
    ]);
    expect(answers).toMatchObject([
      { value: true },
      { value: true },
      { reason: { code: 'pdp_rejected' } },
      { value: true },
    ]);
  });

  it('a resource that is refused leaves its neighbours alone', async () => {
    const bridge = createClerkCerbos({ cerbos: client, maxBatchSize: 2, ...patient });
    const { isAllowed } = await bridge.authorizer(member);
    const ask = (id: string, named: object) =>
      isAllowed({ resource: { ...document(id), ...named }, action: 'edit' });
    const answers = await Promise.allSettled([
      ask('1', { scope: 'no scope' }),
      ask('2', {}),
      ask('3', {}),
      ask('4', { policyVersion: '1.0', scope: 'no scope' }),
    ]);
    expect(answers).toMatchObject([
      { reason: { code: 'pdp_rejected', message: expect.not.stringContaining('resources[') } },
      { value: true },
      { value: true },
      { reason: { code: 'pdp_rejected' } },
    ]);
  });
});
