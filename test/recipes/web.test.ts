import { describe, expect, it } from 'vitest';
import { useRecipe } from './recipe';

const { send, pdp, app } = useRecipe({
  page: 'guides/web',
  files: {
    'server.ts': `
      import { serve } from '@hono/node-server';
      import app from '@/app';
      serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: process.env.HOST });
    `,
  },
  serve: ['--import', 'tsx', 'server.ts'],
});

describe('docs/guides/web.md', () => {
  it.each([
    ['member', 'GET', '/documents/plan', 200],
    ['admin', 'PUT', '/documents/plan', 204],
    ['member', 'PUT', '/documents/plan', 403],
    ['other organization', 'PUT', '/documents/plan', 404],
    ['other organization', 'GET', '/documents/plan', 404],
    ['member', 'GET', '/documents/none', 404],
    ['signed out', 'GET', '/documents/plan', 401],
    ['member', 'POST', '/documents/plan/archive', 403],
    ['admin', 'POST', '/documents/plan/archive', 204],
    ['admin', 'HEAD', '/documents/plan', 405],
    ['admin', 'DELETE', '/documents/plan', 405],
  ] as const)('answers %s, %s %s: %i', async (caller, method, path, status) => {
    const hasBody = method !== 'GET' && method !== 'HEAD';
    const answer = await send(caller, path, { method, ...(hasBody && { body: 'New' }) });
    expect([answer.status, answer.text]).toEqual([status, expect.any(String)]);
  });

  it('answers a verb that throws without an address of the PDP', async () => {
    pdp().fault = 'reset';
    const { status, headers, text } = await send('admin', '/documents/plan/archive', {
      method: 'POST',
    });
    pdp().fault = 'none';
    expect([status, text]).toEqual([
      503,
      '{"title":"Service Unavailable","status":503,"code":"pdp_unreachable"}',
    ]);
    expect(headers.get('retry-after')).toBe('1');
    expect(app().output()).toContain('[clerk-cerbos] pdp_unreachable');
  });

  it.each([
    ['PUT', '/documents/plan'],
    ['POST', '/documents/plan/archive'],
  ])('refuses a write that a page of another origin sends: %s %s', async (method, path) => {
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const { status, json } = await send('admin', path, { method, by: 'cookie', headers });
    expect([status, json]).toMatchObject([403, { code: 'other_origin' }]);
  });

  it('sends the redirect of the handshake, from a guard and from a verb', async () => {
    for (const [method, path] of [['GET', '/documents/plan']] as const) {
      const { status, headers } = await send('owner, expired', path, {
        method,
        by: 'cookie',
        headers: { accept: 'text/html', 'sec-fetch-dest': 'document' },
      });
      expect(status).toBe(307);
      expect(headers.get('location')).toContain('/v1/client/handshake');
      expect(headers.getSetCookie().length).toBeGreaterThan(0);
    }
  });
});
