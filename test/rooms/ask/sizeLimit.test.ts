import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { GRPC } from '@cerbos/grpc';
import { HTTP } from '@cerbos/http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClerkCerbos } from '../../../src';
import { type CerbosServer, startCerbos } from '../../../src/testing';
import { patient, startTimeoutMs } from '../../setup/pdp';
import { member } from './auths';
import { type SizeLimit, startSizeLimit } from './startSizeLimit';

const MAX_BYTES = 10_000;
const document = (id: string, bytes: number, ownerId = 'user_1') => ({
  kind: 'document',
  id,
  attr: { ownerId, orgId: 'org_acme', public: false, text: 'x'.repeat(bytes) },
});

describe('a proxy before the PDP that answers 413, over gRPC', () => {
  let pdp: CerbosServer;
  let proxy: SizeLimit;
  let client: GRPC;
  beforeAll(async () => {
    pdp = await startCerbos({
      policies: fileURLToPath(new URL('../../setup/policies', import.meta.url)),
      startTimeoutMs,
    });
  });
  afterAll(async () => {
    await pdp.stop();
  });
  beforeEach(async () => {
    proxy = await startSizeLimit(pdp.grpcTarget, MAX_BYTES);
    client = new GRPC(proxy.target, { tls: false });
  });
  afterEach(async () => {
    client.close();
    await proxy.stop();
  });

  const connect = () => createClerkCerbos({ cerbos: client, ...patient });

  it('has what is too large only together asked in parts, each answered for itself', async () => {
    const owners = ['user_1', 'user_2', 'user_1', 'user_2', 'user_1'];
    const decisions = await connect().checkResources(member, {
      resources: owners.map((owner, index) => ({
        resource: document(String(index), 4000, owner),
        actions: ['edit'],
      })),
    });
    expect(decisions.map((decision) => decision.isAllowed('edit'))).toEqual(
      owners.map((owner) => owner === 'user_1'),
    );
    expect(proxy.refused).toHaveLength(2);
    expect(proxy.passed).toHaveLength(3);
  });

  it('refuses one that is too large alone, plainly, and its neighbours are answered', async () => {
    const { isAllowed } = await connect().authorizer(member);
    const ask = (id: string, bytes: number) =>
      isAllowed({ resource: document(id, bytes), action: 'edit' });
    const answers = await Promise.allSettled([ask('1', 0), ask('2', 20_000), ask('3', 0)]);
    expect(answers).toMatchObject([
      { value: true },
      { reason: { code: 'pdp_rejected', message: expect.stringContaining('with status 413') } },
      { value: true },
    ]);
  });

  it('is no outage: however often it is too large, the next question is asked', async () => {
    const { isAllowed } = connect();
    for (let time = 0; time < 10; time += 1) {
      const question = { resource: document('1', 20_000), action: 'edit' };
      await expect(isAllowed(member, question)).rejects.toMatchObject({ code: 'pdp_rejected' });
    }
    expect(await isAllowed(member, { resource: document('1', 0), action: 'edit' })).toBe(true);
  });
});

// @cerbos/http reads the body as JSON before it looks at the status, and keeps neither.
describe('a proxy before the PDP that answers 413, over HTTP', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume();
      response.writeHead(413, { 'content-type': 'text/html' });
      response.end('<html><h1>413 Request Entity Too Large</h1></html>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('It listens nowhere.');
    url = `http://127.0.0.1:${address.port}`;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  it('can only be told as no answer, and allows nothing', async () => {
    const { isAllowed } = createClerkCerbos({ cerbos: new HTTP(url), ...patient });
    const question = { resource: document('1', 0), action: 'edit' };
    await expect(isAllowed(member, question)).rejects.toMatchObject({ code: 'pdp_unreachable' });
  });
});
