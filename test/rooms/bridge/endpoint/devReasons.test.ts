import { createServer, type Server } from 'node:http';
import { HTTP } from '@cerbos/http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClerkAuth } from '../../../../src';
import type { InspectedDecision } from '../../../../src/base/wire';
import { createRequestBridge } from '../../../../src/bridge/createRequestBridge';
import { webEndpointRequest } from '../../../../src/bridge/endpoint/EndpointRequest';
import { webHead } from '../../../../src/bridge/RequestHead';
import { patient, usePdp } from '../../../setup/pdp';
import { member, signedOut } from '../../ask/auths';

const pdp = usePdp();
const token = 'a'.repeat(43);
const reason = 'not owner: P.id = "user_1", R.attr.ownerId = "user_2"';
const place = 'policies/document.yaml:39';

let dev: Server;
let asked: string[];
let sessions = 0;
let me: ClerkAuth;

/** A stand-in for `clerk-cerbos dev`, which answers about each call as it is told. */
beforeEach(async () => {
  asked = [];
  dev = createServer((request, response) => {
    asked.push(request.url ?? '');
    const reasons = [
      { kind: 'document', id: 'foreign', action: 'delete', reason, place },
      { kind: 'document', id: 'foreign', action: 'view', reason: 42 },
      null,
    ];
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ reasons }));
  });
  await new Promise<void>((resolve) => dev.listen(0, '127.0.0.1', resolve));
  sessions += 1;
  me = { ...member, sessionId: `sess_dev_${sessions}` };
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await new Promise((resolve) => dev.close(resolve));
});

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function underDev(address = `http://127.0.0.1:${portOf(dev)}/${token}`): void {
  vi.stubEnv('NODE_ENV', 'development');
  vi.stubEnv('CLERK_CERBOS_DEV', address);
}

/** Asks for `delete` of a document that is there and of one that is not, then for what was decided. */
async function inspect(auth: ClerkAuth): Promise<InspectedDecision[]> {
  const { answerChecks } = createRequestBridge<Record<string, never>, object, Request>(
    {
      cerbos: new HTTP(pdp().httpUrl),
      ...patient,
      inspect: true,
      resources: {
        document: (id: string) =>
          id === 'foreign'
            ? { attr: { ownerId: 'user_2', orgId: 'org_globex', public: false } }
            : null,
      },
    } as object as Parameters<
      typeof createRequestBridge<Record<string, never>, object, Request>
    >[0],
    { auth: async () => auth, head: webHead },
  );
  const post = async (body: unknown) => {
    const request = new Request('https://app.example.com/api/cerbos', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await answerChecks(request, webEndpointRequest(request))).body;
  };
  const { userId = '', sessionId = '', orgId = '' } = auth;
  const checks = ['foreign', 'missing'].map((id) => ({
    kind: 'document',
    id,
    actions: ['view', 'delete'],
  }));
  await post({ checks });
  const told = await post({ inspect: 0, session: { userId, sessionId, orgId } });
  return (told as { inspected: InspectedDecision[] }).inspected;
}

const because = (decisions: readonly InspectedDecision[]) =>
  decisions.flatMap((one) =>
    one.because === undefined ? [] : [[one.id, one.action, one.because]],
  );

describe('while clerk-cerbos dev runs', () => {
  it('the inspector has its reason for a denial, and asks once for each call to the PDP', async () => {
    underDev();
    expect(because(await inspect(me))).toEqual([['foreign', 'delete', { reason, place }]]);
    expect(asked).toEqual([expect.stringMatching(new RegExp(`^/${token}/reasons/\\w+$`))]);
  });

  it('signed-out visitors, who share one memory, see no attributes in reasons', async () => {
    underDev();
    expect(because(await inspect({ ...signedOut }))).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('the app logs no line for a denial of the PDP, only for what the PDP was not asked', async () => {
    underDev();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { createClerkCerbos } = await import('../../../../src');
    const { authorize } = createClerkCerbos({
      cerbos: new HTTP(pdp().httpUrl),
      ...patient,
      resources: { document: (id) => (id === 'missing' ? null : { attr: { ownerId: 'user_2' } }) },
    });
    const ask = (id: string) =>
      authorize(me, { resource: { kind: 'document', id }, action: 'delete' });
    await expect(ask('foreign')).rejects.toMatchObject({ code: 'denied' });
    const lines = () => warn.mock.calls.map(String).filter((line) => line.includes('user_1'));
    expect(lines()).toEqual([]);
    await expect(ask('missing')).rejects.toMatchObject({ code: 'not_found' });
    expect(lines()).toEqual([expect.stringContaining('not_found')]);
  });
});

describe('without clerk-cerbos dev', () => {
  it.each([
    ['another machine', 'http://10.0.0.1:80/' + token],
    ['a name, which could be another machine', 'http://localhost:80/' + token],
    ['no token', 'http://127.0.0.1:80/'],
    ['another scheme', 'file:///' + token],
    ['user and host in one', `http://127.0.0.1:80@evil.example/${token}`],
  ])('an address is not asked: %s', async (_, address) => {
    underDev(address);
    const fetched = vi.spyOn(globalThis, 'fetch');
    const decisions = await inspect(me);
    expect(decisions).toHaveLength(4);
    expect(because(decisions)).toEqual([]);
    expect(JSON.stringify(fetched.mock.calls)).not.toContain('/reasons/');
  });

  it('production asks for no reasons', async () => {
    underDev();
    vi.stubEnv('NODE_ENV', 'production');
    expect(because(await inspect(me))).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('the decisions are told all the same if dev has ended', async () => {
    underDev('http://127.0.0.1:1/' + token);
    expect((await inspect(me)).map(({ effect }) => effect)).toEqual(Array(4).fill('deny'));
  });
});
