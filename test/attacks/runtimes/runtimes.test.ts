import { createServer, request, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClerkAuth } from '../../../src';
import { type ClerkSandbox, startClerkSandbox } from '../../../src/testing';
import { credentials } from '../../behaviour/behaviour';
import { type Fault, type FaultyPdp, startFaultyPdp } from '../../behaviour/faultyPdp';
import { callers, directory } from '../../behaviour/people';
import { member, signedOut } from '../../rooms/ask/auths';
import { usePdp } from '../../setup/pdp';
import { mayDo } from '../faults/oracle';
import type { Answered, Asked } from './app';
import { type RunningApp, runtimes, serveIn } from './runtimes';

const pdp = usePdp();
const WAIT = { timeout: 20_000, interval: 50 };

/** Clerk's API, which may hang. */
const clerk = { hangs: false, asked: 0 };
let clerkServer: Server;
let sandbox: ClerkSandbox;
beforeAll(async () => {
  sandbox = await startClerkSandbox(directory);
  clerkServer = createServer((_, response) => {
    clerk.asked += 1;
    if (!clerk.hangs) setTimeout(() => response.end('["org_acme"]'), 100);
  });
  await new Promise<void>((resolve) => clerkServer.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  clerkServer.closeAllConnections();
  clerkServer.close();
  await sandbox.close();
});

const portOf = (server: Server) => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const shown = { ownerId: 'user_1', orgId: 'org_acme', public: true };
const read = { resource: { kind: 'document', id: '1', attr: shown }, action: 'read' };

describe.each(runtimes)('in $name, the core', (runtime) => {
  let front: FaultyPdp;
  let app: RunningApp;
  beforeAll(async () => {
    front = await startFaultyPdp(pdp().httpUrl);
    const CLERK_URL = `http://127.0.0.1:${portOf(clerkServer)}`;
    const { CLERK_PUBLISHABLE_KEY = '', CLERK_JWT_KEY = '' } = sandbox.env;
    const constants = { PDP_URL: front.url, CLERK_URL, CLERK_PUBLISHABLE_KEY, CLERK_JWT_KEY };
    app = await serveIn(runtime, constants);
  });
  afterAll(async () => {
    await app.stop();
    await front.stop();
  });
  beforeEach(() => {
    front.fault = 'none';
    clerk.hangs = false;
  });

  /** Sends a request; `hangUp` is what a client does that goes before it is answered. */
  const send = (asked: Asked) => {
    const sent = request(app.url, { method: 'POST', agent: false });
    const answer = new Promise<Answered>((resolve, reject) => {
      sent.on('error', reject);
      sent.on('response', (response) => {
        text(response).then((body) => {
          resolve(JSON.parse(body) as Answered);
        }, reject);
      });
    });
    sent.end(JSON.stringify(asked));
    const hangUp = async () => {
      // A connection that is only closed is noticed later, and by some not at all.
      sent.socket?.resetAndDestroy();
      await answer.catch(() => undefined);
    };
    return { answer, hangUp };
  };
  const ask = async (as: Asked['as'], auth: ClerkAuth = member) => {
    const [outcome] = await send({ as, auth, questions: [read] }).answer;
    return outcome;
  };

  it('decides as the policies say, with one call for what is asked in one tick', async () => {
    const actions = ['read', 'view', 'edit', 'unheard-of'];
    const documents = [
      shown,
      { ...shown, ownerId: 'user_2', public: false },
      { ...shown, ownerId: 'user_2', orgId: 'org_globex', public: false },
    ];
    const people = [
      { userId: 'user_1', orgId: 'org_acme', orgRole: 'org:member' },
      { userId: 'user_3', orgId: 'org_acme', orgRole: 'org:admin' },
      { userId: 'user_4', orgId: '', orgRole: '' },
    ];
    for (const person of people) {
      const auth = { ...member, ...person };
      const questions = documents.flatMap((attr, index) =>
        actions.map((action) => ({
          resource: { kind: 'document', id: String(index), attr },
          action,
        })),
      );
      const before = front.asked;
      const answers = await send({ as: 'patient', auth, questions }).answer;
      const expected = documents.flatMap((document) =>
        actions.map((action) => mayDo(person, action, document)),
      );
      expect(answers).toEqual(expected);
      expect(front.asked - before).toBe(1);
    }
    const view = { resource: { ...read.resource }, action: 'view' };
    expect(await send({ as: 'patient', auth: signedOut, questions: [view] }).answer).toEqual([
      false,
    ]);
  });

  it.each([
    ['member', 'header', 200, '{"principal":"user_member"}'],
    ['member', 'cookie', 200, '{"principal":"user_member"}'],
    ['other organization', 'header', 403, '"code":"denied"'],
    ['signed out', 'header', 401, '"code":"signed_out"'],
    ['owner, expired', 'header', 401, '"code":"signed_out"'],
    ['owner, forged', 'cookie', 401, '"code":"signed_out"'],
    ['owner, made for another origin', 'header', 401, '"code":"signed_out"'],
  ] as const)(
    'guards a handler of clerk-cerbos/web: %s, by %s → %i',
    async (caller, by, status, body) => {
      const token = callers[caller](sandbox);
      const headers = token === undefined ? {} : credentials(token, by);
      const answer = await fetch(new URL('/guarded', app.url), { headers });
      expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining(body)]);
    },
  );

  it.each<[Fault, string]>([
    ['reset', 'pdp_unreachable'],
    ['error 500', 'pdp_unreachable'],
    ['html', 'pdp_unreachable'],
    ['truncated', 'pdp_unreachable'],
    ['swapped results', 'invalid_answer'],
    ['unknown effect', 'invalid_answer'],
  ])(
    'makes no answer of the fault %s, and retries only a broken connection',
    async (fault, code) => {
      front.fault = fault;
      const before = front.asked;
      const resources = ['1', '2'].map((id) => ({ ...read.resource, id }));
      const questions = resources.map((resource) => ({ resource, action: 'read' }));
      const { answer } = send({ as: 'patient', auth: member, questions });
      expect(await answer).toEqual([code, code]);
      // What fetch tries by itself comes on top.
      if (fault === 'reset') expect(front.asked - before).toBeGreaterThan(1);
      else expect(front.asked - before).toBe(1);
    },
  );

  it('ends with its deadline where the PDP hangs', async () => {
    front.fault = 'hang';
    expect(await ask('hasty')).toBe('deadline_exceeded');
  });

  it('has a breaker that closes again, even if who finds out hangs up', async () => {
    front.fault = 'reset';
    await vi.waitUntil(async () => (await ask('hasty')) === 'breaker_open', WAIT);
    front.fault = 'hang';
    await vi.waitUntil(async () => {
      const before = front.asked;
      const { answer, hangUp } = send({ as: 'hasty', auth: member, questions: [read] });
      let isAnswered = false;
      void answer.finally(() => (isAnswered = true)).catch(() => undefined);
      await vi.waitUntil(() => isAnswered || front.asked > before, WAIT);
      await hangUp();
      return front.asked > before;
    }, WAIT);
    front.fault = 'none';
    await vi.waitUntil(async () => (await ask('hasty')) === true, WAIT);
  });

  it('has a cache that loads again, even if who waits for a load hangs up', async () => {
    const visitor = { ...member, userId: `user_of_${runtime.name}` };
    clerk.hangs = true;
    const before = clerk.asked;
    const { hangUp } = send({ as: 'cached', auth: visitor, questions: [read] });
    await vi.waitUntil(() => clerk.asked > before, WAIT);
    await hangUp();
    clerk.hangs = false;
    await vi.waitUntil(async () => {
      const isLoaded = (await ask('cached', visitor)) === true;
      const loads = clerk.asked;
      return isLoaded && (await ask('cached', visitor)) === true && clerk.asked === loads;
    }, WAIT);
  });

  it('has a cache that loads once for requests at the same time', async () => {
    let round = 0;
    // More than once only where the machine is so slow that they come too late.
    await vi.waitUntil(async () => {
      const visitor = { ...member, userId: `visitor_${(round += 1)}_of_${runtime.name}` };
      const before = clerk.asked;
      const asked = await Promise.all([1, 2, 3].map(() => ask('cached', visitor)));
      return asked.every((answer) => answer === true) && clerk.asked - before === 1;
    }, WAIT);
  });
});
