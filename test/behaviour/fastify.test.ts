import { describe, expect, it, vi } from 'vitest';
import { startServer } from './apps/startServer';
import { testBehaviour } from './behaviour';
import { testEveryAdapter } from './everyAdapter';

const behaviour = testBehaviour((env) => startServer('fastify', env));
testEveryAdapter(behaviour, {
  missingMiddleware: 'await app.register(clerkPlugin)',
  admitsPending: false,
});
const { app, clerk, send } = behaviour;
const get = (path: string) => send({ caller: 'member', does: `GET /api/${path}/acme` });
const said = (line: string) =>
  vi.waitUntil(() => app().output().includes(line), { timeout: 60_000 });

describe('an error that is not ours', () => {
  it.each([
    ['of a handler', 'fault/handler', 'of the handler'],
    ['of an async handler', 'fault/async', 'of the async handler'],
    ['of the rule', 'fault/rule', 'of the rule'],
    ['that is nothing at all', 'nothing', 'A value that is not an error was thrown: undefined'],
  ])('passes the errorHandler and goes to Fastify: one %s', async (_, path, message) => {
    const { status, text } = await get(path);
    const fault = { statusCode: 500, error: 'Internal Server Error', message };
    expect([status, JSON.parse(text)]).toEqual([500, fault]);
    expect(app().output()).not.toContain(`ran /api/${path}`);
  });
});

describe('a handler that is refused', () => {
  it.each([
    ['onDenied answers later', 'sent-later', 418],
    ['the rule answers by itself', 'answered', 302],
    ['other hooks take their time to send', 'slow', 403],
    ['other hooks take their time to send what onDenied answers', 'slow-answer', 418],
  ])('does not run, even if %s', async (_, path, status) => {
    expect((await get(path)).status).toBe(status);
    expect(app().output()).not.toContain(`ran /api/${path}`);
  });

  it.each(['slow', 'slow-answer'])(
    'does not run, even if the caller hangs up while the refusal is on its way: %s',
    async (path) => {
      const token = clerk().sessionToken({ userId: 'user_member', azp: 'http://localhost:3000' });
      const caller = new AbortController();
      const hungUp = fetch(`${app().origin}/api/${path}/hung-up`, {
        headers: { authorization: `Bearer ${token}` },
        signal: caller.signal,
      });
      await said(`sending /api/${path}/hung-up`);
      caller.abort();
      await expect(hungUp).rejects.toThrow('aborted');
      await said(`gone from /api/${path}/hung-up`);
      // The handler would run now, before the app has answered somebody else and told so.
      const later = await send({ caller: 'member', does: `GET /api/later/acme?after=${path}` });
      expect(later.status).toBe(200);
      await said(`answered /api/later/acme?after=${path}`);
      expect(app().output()).not.toContain(`ran /api/${path}`);
    },
  );
});

describe('a handler that is wrapped', () => {
  it('may answer later, and has the instance for this', async () => {
    expect(JSON.parse((await get('later')).text)).toEqual({ later: true, url: '/api/later/acme' });
  });
});

describe('after the guard has let a request pass', () => {
  it('authorize is answered by the errorHandler, without headers of the draft', async () => {
    const { status, headers, text } = await get('after');
    expect([status, JSON.parse(text)]).toMatchObject([403, { code: 'denied', action: 'edit' }]);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('etag')).toBeNull();
    expect(app().output()).not.toContain('ran /api/after');
  });
});
