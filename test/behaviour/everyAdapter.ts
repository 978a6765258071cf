import { type Behaviour, credentials, untilAnswered } from './behaviour';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { testCheckEndpoint } from './checkEndpoint';
import { testForgedWrites } from './forgedWrites';
import { testMachines } from './machines';
import { callers } from './people';

/** The time, and Clerk's middleware for Next.js repeating the path that the caller asked for. */
const varying = new Set(['date', 'x-middleware-rewrite']);

/** What the app of every adapter logs of a rule that is wrong. */
const MISTAKE = '[clerk-cerbos] invalid_question: resource.kind must be a non-empty string';

const linesOf = (log: string, line: string) => log.split(line).length;

interface Particulars {
  /** What the log says to write where Clerk's middleware is missing; null if there is none. */
  readonly missingMiddleware: string | null;
  /** Does the SDK verify machine tokens? By default yes. */
  readonly machineTokens?: false;
  /** Can the SDK be told to admit pending sessions? By default yes. */
  readonly admitsPending?: false;
  /** What the framework itself logs of a client that hangs up. By default nothing. */
  readonly hangUpLog?: RegExp;
}

/** What holds for every adapter beside the table, and needs more than one request to tell. */
export function testEveryAdapter(behaviour: Behaviour, particulars: Particulars): void {
  const { app, pdp, send } = behaviour;
  const { missingMiddleware, machineTokens = true, admitsPending = true, hangUpLog } = particulars;
  beforeEach(() => {
    pdp().fault = 'none';
  });

  describe('what is missing and what is hidden', () => {
    it('look byte for byte the same', async () => {
      const answers = await Promise.all([
        send({ caller: 'member', does: 'GET /api/hidden/globex' }),
        send({ caller: 'member', does: 'GET /api/hidden/none' }),
        send({ caller: 'member', does: 'GET /api/documents/none' }),
        send({ caller: 'member', does: 'GET /api/tenant/globex' }),
        send({ caller: 'member', does: 'PATCH /api/tenant/globex' }),
        send({ caller: 'member', does: 'DELETE /api/tenant/globex' }),
        send({ caller: 'member', does: 'DELETE /api/tenant/none' }),
        send({ caller: 'member', does: 'PUT /api/tenant/globex' }),
        send({ caller: 'member', does: 'PUT /api/tenant/none' }),
        // The policy says to this caller why, and the answer must not.
        send({ caller: 'owner, impersonated', does: 'PATCH /api/hidden/globex' }),
        send({ caller: 'owner, impersonated', does: 'PATCH /api/tenant/globex' }),
        send({ caller: 'owner, impersonated', does: 'PUT /api/tenant/globex' }),
      ]);
      const [hidden, ...others] = answers.map(({ status, headers, text }) => ({
        status,
        text,
        headers: Object.fromEntries([...headers].filter(([name]) => !varying.has(name))),
      }));
      expect(hidden?.status).toBe(404);
      for (const other of others) expect(other).toEqual(hidden);
    });

    it('look the same to HEAD', async () => {
      const [hidden, ...others] = await Promise.all(
        (['hidden/globex', 'hidden/none', 'tenant/globex', 'tenant/none'] as const).map(
          async (path) => {
            const { status, headers, text } = await send({
              caller: 'member',
              does: `HEAD /api/${path}`,
            });
            const sent = [...headers].filter(([name]) => !varying.has(name));
            return { status, text, headers: Object.fromEntries(sent) };
          },
        ),
      );
      // An API route of the Pages Router answers the methods that it names.
      expect([404, 405]).toContain(hidden?.status);
      for (const other of others) expect(other).toEqual(hidden);
    });
  });

  describe('a refusal', () => {
    it('is sent with the headers and bytes of the problem, and no others', async () => {
      const { headers, text } = await send({ caller: 'signed out', does: 'GET /api/hidden/acme' });
      expect(text).toBe(
        '{"title":"Unauthorized","status":401,"code":"signed_out","action":"view"}',
      );
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(headers.get('etag')).toBeNull();
    });
  });

  testHangUp(behaviour, hangUpLog);
  testForgedWrites(behaviour);
  testCheckEndpoint(behaviour);
  if (machineTokens) testMachines(behaviour);
  if (admitsPending) testPending(behaviour);
  if (missingMiddleware !== null) testMissingMiddleware(behaviour, missingMiddleware);

  describe('what is logged', () => {
    it('says why the app is wrong, and no attribute, token or principal', async () => {
      await send({ caller: 'member', does: 'DELETE /api/mistake/x' });
      await vi.waitUntil(() => app().output().includes(MISTAKE), { timeout: 60_000 });
      const log = app().output();
      for (const secret of ['do not tell', 'user_member', 'eyJ']) expect(log).not.toContain(secret);
    });

    it('says nothing of an id that a caller leaves out or sends twice', async () => {
      // What was logged before, all of it: this error comes after it.
      const logMistake = async () => {
        const known = linesOf(app().output(), MISTAKE);
        await vi.waitUntil(
          async () => {
            await send({ caller: 'member', does: 'DELETE /api/mistake/x' });
            return linesOf(app().output(), MISTAKE) > known;
          },
          { timeout: 60_000, interval: 500 },
        );
        return app().output().length;
      };
      const before = await logMistake();
      for (const query of ['', '?id=', '?id=acme&id=globex'] as const) {
        await send({ caller: 'member', does: `PUT /api/mistake/x${query}` });
      }
      await logMistake();
      const logged = app()
        .output()
        .slice(before)
        .replaceAll(/^.*resource\.kind must be.*$/gm, '');
      expect(logged).not.toMatch(/clerk-cerbos|resource\.id|error/i);
    });
  });

  describe('many callers at the same moment', () => {
    it.each(['/api/verbs/acme', '/api/documents/acme'])(
      'each get their own answer from %s',
      async (path) => {
        const asked = Array.from({ length: 30 }, async (_, index) => {
          const caller = (['owner', 'member', 'admin'] as const)[index % 3] ?? 'owner';
          const ask = () => send({ caller, does: `GET ${path}` as `GET /${string}` });
          // Where no rule guards the route, a framework answers 500 to what is thrown.
          const answer = await untilAnswered(ask, ({ status }) => status < 500);
          const { principal } = JSON.parse(answer.text) as { principal: string }; // as the routes write it
          return [`user_${caller}`, principal];
        });
        for (const [expected, principal] of await Promise.all(asked)) {
          expect(principal).toBe(expected);
        }
      },
    );
  });
}

function testPending({ send }: Behaviour): void {
  describe('where treatPendingAsSignedOut is false', () => {
    it.each([
      ['owner, pending', { principal: 'user_owner', roles: ['pending'] }],
      ['owner', { principal: 'user_owner', roles: ['user', 'org:member'] }],
      ['owner, expired', { principal: 'anonymous', roles: ['anonymous'] }],
      ['owner, forged', { principal: 'anonymous', roles: ['anonymous'] }],
      ['signed out', { principal: 'anonymous', roles: ['anonymous'] }],
    ] as const)('the principal is the one of the session: %s', async (caller, principal) => {
      for (const by of ['header', 'cookie'] as const) {
        const { status, text } = await send({ caller, does: 'GET /api/pending/x', by });
        expect([status, JSON.parse(text)]).toEqual([200, principal]);
      }
    });
  });
}

function testMissingMiddleware({ app }: Behaviour, says: string): void {
  describe("a route without Clerk's middleware", () => {
    it('answers 500, and the log says what to write', async () => {
      const answer = await fetch(`${app().origin}/unwatched`);
      expect(answer.status).toBe(500);
      expect(await answer.json()).toMatchObject({ code: 'missing_middleware' });
      expect(app().output()).toContain(says);
    });
  });
}

function testHangUp({ app, clerk, pdp, send }: Behaviour, ofFramework = /(?!)/g): void {
  /** Hangs up once the PDP, which does not answer, was asked; returns what the app logged. */
  async function hangUp(path: string, request: RequestInit): Promise<string> {
    const isServed = async () =>
      (await send({ caller: 'owner', does: 'GET /api/documents/acme' })).status === 200;
    // The faults of other tests may have opened the breaker.
    pdp().fault = 'none';
    await vi.waitUntil(isServed, { timeout: 60_000 });
    pdp().fault = 'hang';
    const [logged, asked, abandoned] = [app().output().length, pdp().asked, pdp().abandoned];
    const controller = new AbortController();
    const token = callers.owner(clerk());
    const sent = fetch(`${app().origin}${path}`, {
      ...request,
      headers: { ...credentials(token, 'header'), 'content-type': 'application/json' },
      signal: controller.signal,
    });
    const refused = expect(sent).rejects.toThrow();
    await vi.waitUntil(() => pdp().asked > asked, { timeout: 60_000 });
    controller.abort();
    await refused;
    await vi.waitUntil(() => pdp().abandoned > abandoned, { timeout: 60_000 });
    pdp().fault = 'none';
    // What comes after it was logged after it.
    await vi.waitUntil(isServed, { timeout: 60_000 });
    return app().output().slice(logged);
  }

  describe('a client that hangs up', () => {
    const check = { kind: 'document', id: 'acme', actions: ['view'] };
    it.each<[string, string, RequestInit]>([
      ['a guard', '/api/documents/acme', {}],
      [
        'the check endpoint',
        '/api/cerbos',
        { method: 'POST', body: JSON.stringify({ checks: [check] }) },
      ],
    ])('ends %s quietly, before the deadline', async (_, path, request) => {
      // At the deadline, the outage would be logged.
      const logged = (await hangUp(path, request)).replaceAll(ofFramework, '');
      expect(logged).not.toMatch(/clerk-cerbos|error|unhandled/i);
    });
  });
}
