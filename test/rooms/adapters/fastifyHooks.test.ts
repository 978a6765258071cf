import { clerkPlugin } from '@clerk/fastify';
import Fastify, { type FastifyInstance, type RouteShorthandOptions } from 'fastify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClerkCerbos, errorHandler } from '../../../src/adapters/fastify';
import { type ClerkSandbox, startClerkSandbox } from '../../../src/testing';
import { allowAll, fakeClient } from '../ask/fakeClient';

const user = { id: 'user_1', firstName: 'Ada', lastName: 'L', email: 'ada@example.test' };
let clerk: ClerkSandbox;
beforeAll(async () => {
  clerk = await startClerkSandbox({ users: [user], organizations: [] });
});
afterAll(() => clerk.close());

const { withCerbos, isAllowed } = createClerkCerbos({ cerbos: fakeClient(allowAll) });
const resource = { kind: 'document', id: '1', attr: {} };
const guard: unknown = withCerbos({ action: 'view', resource });

const ran = vi.fn(() => ({ ran: true }));
const unhandled = vi.fn();
let logged: string[] = [];
const { now } = performance;
let later = 0;
beforeEach(() => {
  // One line is logged once a second.
  later += 2_000;
  vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + later);
  ran.mockClear();
  unhandled.mockClear();
  process.on('unhandledRejection', unhandled);
  logged = [];
  vi.spyOn(console, 'error').mockImplementation((line) => {
    logged.push(String(line));
  });
});
afterEach(() => {
  process.off('unhandledRejection', unhandled);
  vi.restoreAllMocks();
});

/** An app whose route has these hooks. */
async function start(hooks: object, hookName?: 'onRequest' | 'preHandler') {
  const app = Fastify();
  app.setErrorHandler(errorHandler);
  await app.register(clerkPlugin, {
    publishableKey: clerk.publishableKey,
    secretKey: clerk.secretKey,
    jwtKey: clerk.jwtKey,
    telemetry: { disabled: true },
    ...(hookName && { hookName }),
  });
  // As an app without types could write it.
  app.post('/', hooks as RouteShorthandOptions, ran);
  return app;
}

const send = async (app: FastifyInstance) => {
  const authorization = `Bearer ${clerk.sessionToken({ userId: 'user_1' })}`;
  const answer = await app.inject({
    method: 'POST',
    url: '/',
    headers: { authorization },
    payload: { title: 'x' },
  });
  // What is rejected, and not waited for, is told after this.
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandled).not.toHaveBeenCalled();
  return answer;
};
const code = ({ body }: { readonly body: string }) => (JSON.parse(body) as { code: string }).code;
const log = () => logged.join('\n');

describe('withCerbos(rule) in Fastify', () => {
  it.each(['preValidation', 'preHandler', 'onRequest'] as const)(
    'guards as %s where the plugin runs onRequest',
    async (place) => {
      const app = await start({ [place]: guard }, 'onRequest');
      const { statusCode, body } = await send(app);
      expect([statusCode, body]).toEqual([200, '{"ran":true}']);
    },
  );

  it.each(['onRequest', 'preValidation'] as const)(
    'says which hook of the plugin comes too late for %s',
    async (place) => {
      const answer = await send(await start({ [place]: guard }));
      expect([answer.statusCode, code(answer)]).toEqual([500, 'missing_middleware']);
      expect(log()).toContain("app.register(clerkPlugin, { hookName: 'onRequest' })");
      expect(ran).not.toHaveBeenCalled();
    },
  );

  it('says so to a verb, too', async () => {
    const early = async (request: object) => {
      await Reflect.apply(isAllowed, undefined, [request, { resource, action: 'view' }]);
    };
    const answer = await send(await start({ onRequest: early }));
    expect([answer.statusCode, code(answer)]).toEqual([500, 'missing_middleware']);
    expect(log()).toContain("hookName: 'onRequest'");
  });

  it.each(['preParsing', 'preSerialization', 'onSend'] as const)(
    'is refused as %s, which is no place for it',
    async (place) => {
      const answer = await send(await start({ [place]: guard }, 'onRequest'));
      expect(answer.statusCode).toBe(500);
      expect(answer.body).not.toContain('ran');
      expect(log()).toContain('invalid_configuration: withCerbos(rule) is not at a place');
      expect(log()).toContain('{ preHandler: withCerbos(rule) }');
    },
  );

  it('does not let a request pass as preParsing', async () => {
    const answer = await send(await start({ preParsing: guard }, 'onRequest'));
    expect(code(answer)).toBe('invalid_configuration');
    expect(ran).not.toHaveBeenCalled();
  });

  it.each(['onResponse', 'onError'] as const)('is told in the log as %s', async (place) => {
    const fault = place === 'onError' && { preHandler: () => Promise.reject(new Error('fault')) };
    await send(await start({ [place]: guard, ...fault }, 'onRequest'));
    // Fastify calls it when the answer is on its way.
    await vi.waitUntil(() => log().includes('invalid_configuration'), { timeout: 60_000 });
  });

  it('is refused in the place of the handler', async () => {
    const app = await start({}, 'onRequest');
    // As an app without types could write it.
    app.get('/alone', guard as () => void);
    const answer = await app.inject('/alone');
    expect([answer.statusCode, code(answer)]).toEqual([500, 'invalid_configuration']);
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).not.toHaveBeenCalled();
  });
});
