import { describe, expect, it } from 'vitest';
import { startServer } from './apps/startServer';
import { testBehaviour } from './behaviour';
import { testEveryAdapter } from './everyAdapter';

const behaviour = testBehaviour((env) => startServer('hono', env));
testEveryAdapter(behaviour, { missingMiddleware: "app.use('*', clerkMiddleware())" });
const { app, send } = behaviour;
const get = (path: string) => send({ caller: 'member', does: `GET /api/${path}/acme` });

describe('an error that is not ours', () => {
  it.each([
    ['of a handler', 'fault/handler', 500, 'Internal Server Error'],
    ['of an async handler', 'fault/async', 500, 'Internal Server Error'],
    ['of the rule', 'fault/rule', 500, 'Internal Server Error'],
    ['that is nothing at all', 'nothing', 500, ''],
    ['that is an HTTPException', 'exception', 409, 'of the app'],
  ])('is answered as Hono does: one %s', async (_, path, status, text) => {
    expect(await get(path)).toMatchObject({ status, text });
    expect(app().output()).not.toContain(`ran /api/${path}`);
  });

  it('is logged as Hono does', async () => {
    await get('fault/rule');
    expect(app().output()).toContain('Error: of the rule');
  });
});

describe('after the guard has let a request pass', () => {
  it('authorize is answered by onError, without headers of the draft', async () => {
    const { status, headers, text } = await get('after');
    expect([status, JSON.parse(text)]).toMatchObject([403, { code: 'denied', action: 'edit' }]);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('etag')).toBeNull();
    expect(app().output()).not.toContain('ran /api/after');
  });

  it('a refusal of the app is sent without headers of the draft', async () => {
    const { status, headers, text } = await get('drafted');
    expect([status, text]).toEqual([418, '{"ours":true}']);
    expect(headers.get('cache-control')).toBe('private, no-store');
  });
});

describe('a caching that was chosen before the guard', () => {
  it.each([
    ['route', 200],
    ['handler', 200],
    ['refused', 403],
  ])('does not hold for what is guarded: %s', async (path, status) => {
    const answer = await get(`public-before/${path}`);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
  });
});
