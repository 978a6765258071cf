import { describe, expect, it } from 'vitest';
import { useRecipe } from './recipe';

const { send, pdp, app } = useRecipe({
  page: 'guides/elysia',
  files: {
    // Beside the page: the same without Node.js' adapter, and what Elysia does without its onError.
    'server.ts': `
      import { Elysia } from 'elysia';
      import { app } from '@/app';
      import { authorizer } from '@/lib/authz';
      const bare = new Elysia().get('/bare', async ({ request }) => {
        const { authorize } = await authorizer(request);
        await authorize({ resource: { kind: 'document', id: 'plan' }, action: 'view' });
        return 'ok';
      });
      const again = (path, { headers, method }) =>
        new Request('http://localhost' + path, { headers, method });
      app
        .get('/handle/:id', ({ request, params: { id } }) =>
          app.handle(again('/documents/' + id, request)))
        .get('/bare', ({ request }) => bare.handle(again('/bare', request)))
        .listen({ port: Number(process.env.PORT), hostname: process.env.HOST });
    `,
  },
  serve: ['--import', 'tsx', 'server.ts'],
});

const put = { method: 'PUT', json: { title: 'Plan' } } as const;

describe('docs/guides/elysia.md', () => {
  it.each([
    ['member', 'GET', '/documents/plan', 200],
    ['member', 'GET', '/handle/plan', 200],
    ['other organization', 'GET', '/handle/plan', 404],
    ['admin', 'PUT', '/documents/plan', 204],
    ['member', 'PUT', '/documents/plan', 403],
    ['other organization', 'PUT', '/documents/plan', 404],
    ['other organization', 'GET', '/documents/plan', 404],
    ['member', 'GET', '/documents/none', 404],
    ['signed out', 'GET', '/documents/plan', 401],
    ['owner, made for another origin', 'GET', '/documents/plan', 401],
    ['signed out', 'GET', '/documents/plan/rights', 401],
    ['other organization', 'GET', '/documents/plan/rights', 404],
    ['member', 'GET', '/nowhere', 404],
  ] as const)('answers %s, %s %s: %i', async (caller, method, path, status) => {
    const answer = await send(caller, path, method === 'PUT' ? put : {});
    expect([answer.status, answer.text]).toEqual([status, expect.any(String)]);
  });

  it('hides a resource of another organization as one that does not exist', async () => {
    for (const path of ['', '/rights']) {
      const hidden = await send('other organization', `/documents/plan${path}`);
      const none = await send('other organization', `/documents/none${path}`);
      expect(hidden.json).toEqual({ title: 'Not Found', status: 404, code: 'not_found' });
      expect(none.text).toBe(hidden.text);
    }
  });

  it('asks once for the questions of one request', async () => {
    const before = pdp().asked;
    expect((await send('admin', '/documents/plan/rights')).json).toEqual({ mayEdit: true });
    expect(pdp().asked - before).toBe(1);
  });

  it('saves the validated body, and asks no policy about one that is not valid', async () => {
    expect((await send('admin', '/documents/plan', put)).status).toBe(204);
    expect((await send('member', '/documents/plan')).json).toEqual({ title: 'Plan' });
    const before = pdp().asked;
    const wrong = await send('admin', '/documents/plan', { ...put, json: { title: '' } });
    expect(wrong.status).toBe(422);
    expect(pdp().asked).toBe(before);
  });

  it("sends Clerk's body of a step-up", async () => {
    const post = { method: 'POST' } as const;
    const answer = await send('owner, verified long ago', '/documents/draft/archive', post);
    expect([answer.status, answer.json]).toMatchObject([
      403,
      {
        clerk_error: {
          reason: 'reverification-error',
          metadata: { reverification: { level: 'first_factor', afterMinutes: 10 } },
        },
      },
    ]);
    expect((await send('owner', '/documents/draft/archive', post)).status).toBe(204);
  });

  it('refuses a write with the cookies of the user from a page of another origin', async () => {
    const before = pdp().asked;
    const { status, json } = await send('admin', '/documents/plan', {
      ...{ ...put, by: 'cookie' },
      headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    });
    expect([status, json]).toMatchObject([403, { code: 'other_origin' }]);
    expect(pdp().asked).toBe(before);
  });

  it('answers without an address of the PDP when it is away', async () => {
    pdp().fault = 'reset';
    const guarded = await send('admin', '/documents/plan');
    const asked = await send('admin', '/documents/plan/rights');
    const bare = await send('admin', '/bare');
    pdp().fault = 'none';
    for (const { status, text, headers } of [guarded, asked]) {
      expect([status, text]).toEqual([
        503,
        '{"title":"Service Unavailable","status":503,"code":"pdp_unreachable"}',
      ]);
      expect(headers.get('retry-after')).toBe('1');
    }
    expect(app().output()).toContain('[clerk-cerbos] pdp_unreachable');
    // Why the page says what it says about onError.
    expect([bare.status, bare.text]).toEqual([503, expect.stringContaining('pdp_unreachable')]);
    expect(bare.text).toContain(new URL(pdp().url).host);
  });

  it('sends the redirect of the handshake, from a guard and from a verb', async () => {
    for (const path of ['/documents/plan', '/documents/plan/rights']) {
      const { status, headers } = await send('owner, expired', path, {
        by: 'cookie',
        headers: { accept: 'text/html', 'sec-fetch-dest': 'document' },
      });
      expect(status).toBe(307);
      expect(headers.get('location')).toContain('/v1/client/handshake');
      expect(headers.getSetCookie().length).toBeGreaterThan(0);
    }
  });

  it('answers the browser for its session', async () => {
    const answer = await send('member', '/api/cerbos', {
      method: 'POST',
      json: { checks: [{ kind: 'document', id: 'plan', actions: ['view', 'edit'] }] },
    });
    expect(answer.text).toMatch(/"view":true.*"edit":false/);
  });
});
