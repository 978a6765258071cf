import { describe, expect, it } from 'vitest';
import { newerNode } from '../setup/newerNode';
import { useRecipe } from './recipe';

const { send, pdp, app } = useRecipe({
  page: 'guides/nuxt',
  files: {
    'tsconfig.json': JSON.stringify({ files: [] }),
    'app/app.vue': '<template><NuxtPage /></template>',
    'app/pages/index.vue': '<template><h1>Welcome</h1></template>',
    // Not of the page: it is why the page says so.
    'app/pages/dollar.vue': `
      <script setup>
      const { data } = await useAsyncData(() => $fetch('/api/documents/plan').catch((e) => e.status));
      </script>
      <template><p>{{ data }}</p></template>
    `,
    'server/api/step-up.post.ts': `
      import { route, withCerbos } from '~~/server/utils/authz';
      export default route(
        withCerbos({ action: 'archive', resource: { kind: 'document', id: 'plan' } }, () =>
          new Response(null, { status: 204 })),
      );
    `,
    'server/api/failing.get.ts': `
      import { createError } from 'h3';
      import { route } from '~~/server/utils/authz';
      export default route(async () => { throw createError({ status: 418 }); });
    `,
  },
  build: ['../../../node_modules/nuxt/bin/nuxt.mjs', 'build'],
  serve: ['.output/server/index.mjs'],
  env: { NUXT_TELEMETRY_DISABLED: '1' },
  executable: newerNode(),
});

const put = { method: 'PUT', json: { title: 'New' } } as const;

describe('docs/guides/nuxt.md', () => {
  it.each([
    ['member', 'GET', '/api/documents/plan', 200],
    ['admin', 'PUT', '/api/documents/plan', 204],
    ['member', 'PUT', '/api/documents/plan', 403],
    ['other organization', 'PUT', '/api/documents/plan', 404],
    ['other organization', 'GET', '/api/documents/plan', 404],
    ['member', 'GET', '/api/documents/none', 404],
    ['signed out', 'GET', '/api/documents/plan', 401],
    ['owner, made for another origin', 'GET', '/api/documents/plan', 401],
    ['signed out', 'GET', '/api/documents/plan/rights', 401],
    ['other organization', 'GET', '/api/documents/plan/rights', 404],
    ['signed out', 'GET', '/', 200],
    ['member', 'GET', '/api/failing', 418],
  ] as const)('answers %s, %s %s: %i', async (caller, method, path, status) => {
    const answer = await send(caller, path, method === 'PUT' ? put : {});
    expect([answer.status, answer.text]).toEqual([status, expect.any(String)]);
  });

  it('hides a resource of another organization as one that does not exist', async () => {
    const [hidden, none] = await Promise.all([
      send('other organization', '/api/documents/plan'),
      send('other organization', '/api/documents/none'),
    ]);
    expect(hidden.json).toEqual({ title: 'Not Found', status: 404, code: 'not_found' });
    expect(none.text).toBe(hidden.text);
  });

  it('asks once for the questions of one request', async () => {
    const before = pdp().asked;
    const { json } = await send('member', '/api/documents/plan/rights');
    expect(json).toEqual({ mayEdit: false });
    expect(pdp().asked - before).toBe(1);
  });

  it('judges the body only of callers who may write', async () => {
    const wrong = { method: 'PUT', json: { title: '' } } as const;
    const [admin, member] = await Promise.all([
      send('admin', '/api/documents/plan', wrong),
      send('member', '/api/documents/plan', wrong),
    ]);
    expect([admin.status, member.status]).toEqual([400, 403]);
  });

  it("sends Clerk's body of a step-up", async () => {
    const { status, json } = await send('owner, verified long ago', '/api/step-up', {
      method: 'POST',
    });
    expect([status, json]).toMatchObject([
      403,
      {
        clerk_error: {
          reason: 'reverification-error',
          metadata: { reverification: { level: 'first_factor', afterMinutes: 10 } },
        },
      },
    ]);
  });

  it('refuses a write with the cookies of the user from a page of another origin', async () => {
    const before = pdp().asked;
    const { status, json } = await send('admin', '/api/documents/plan', {
      ...put,
      by: 'cookie',
      headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    });
    expect([status, json]).toMatchObject([403, { code: 'other_origin' }]);
    expect(pdp().asked).toBe(before);
  });

  it('answers without an address of the PDP when it is away', async () => {
    pdp().fault = 'reset';
    const answers = await Promise.all([
      send('admin', '/api/documents/plan'),
      send('admin', '/api/documents/plan/rights'),
      send('admin', '/documents/plan', { by: 'cookie' }),
    ]);
    pdp().fault = 'none';
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
    for (const { text } of answers) expect(text).not.toContain(pdp().url);
    expect(answers[0].json).toMatchObject({ code: 'pdp_unreachable' });
    expect(app().output()).toContain('[clerk-cerbos] pdp_unreachable');
  });

  it('answers the browser for its session', async () => {
    const answer = await send('member', '/api/cerbos', {
      method: 'POST',
      json: { checks: [{ kind: 'document', id: 'plan', actions: ['view', 'edit'] }] },
    });
    expect(answer.text).toMatch(/"view":true.*"edit":false/);
  });

  describe('a page that the server renders', () => {
    it.each([
      ['admin', 200, true],
      ['member', 200, false],
      ['other organization', 404, false],
    ] as const)('asks for the visitor: %s, %i', async (caller, status, mayEdit) => {
      const answer = await send(caller, '/documents/plan', { by: 'cookie' });
      expect(answer.status).toBe(status);
      expect(answer.text.includes('<h1>')).toBe(status === 200);
      expect(answer.text.includes('href="./edit"')).toBe(mayEdit);
    });

    it('sends signed-out visitors to the sign-in page', async () => {
      const { status, headers } = await send('signed out', '/documents/plan');
      expect([status, headers.get('location')]).toEqual([302, '/sign-in']);
    });

    it('is signed out where it asks with $fetch', async () => {
      const { text } = await send('admin', '/dollar', { by: 'cookie' });
      expect(text).toContain('<p>401</p>');
    });

    it("sends the redirect of Clerk's handshake", async () => {
      const { status, headers } = await send('owner, expired', '/documents/plan', {
        by: 'cookie',
        headers: { accept: 'text/html', 'sec-fetch-dest': 'document' },
      });
      expect(status).toBe(307);
      expect(headers.get('location')).toContain('/v1/client/handshake');
    });
  });
});
