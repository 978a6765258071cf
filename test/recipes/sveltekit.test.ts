import { describe, expect, it } from 'vitest';
import { newerNode } from '../setup/newerNode';
import { useRecipe } from './recipe';

const layoutOnly = `
  export const load = async ({ locals }) => {
    await locals.ask(({ authorize }) =>
      authorize({ resource: { kind: 'document', id: 'plan' }, action: 'edit' }),
    );
  };
`;

const { send, pdp, app } = useRecipe({
  page: 'guides/sveltekit',
  files: {
    'package.json': JSON.stringify({ type: 'module', imports: { '#lib/*': './src/lib/*.ts' } }),
    'tsconfig.json': JSON.stringify({ extends: '$app/tsconfig' }),
    'vite.config.ts': `
      import adapter from '@sveltejs/adapter-node';
      import { sveltekit } from '@sveltejs/kit/vite';
      export default { plugins: [sveltekit({ adapter: adapter({ precompress: false }) })] };
    `,
    'src/app.html': '<html><head>%sveltekit.head%</head><body>%sveltekit.body%</body></html>',
    'src/routes/+page.svelte': '<h1>Welcome</h1>',
    'src/routes/+error.svelte': `
      <script>import { page } from '$app/state';</script>
      <pre>{JSON.stringify(page.error)}</pre>
    `,
    // The layout asks what its page asks, too.
    'src/routes/documents/+layout.server.ts': `
      export const load = async ({ locals }) => ({
        mayArchive: await locals.ask(({ isAllowed }) =>
          isAllowed({ resource: { kind: 'document', id: 'plan' }, action: 'view' }),
        ),
      });
    `,
    'src/routes/layout-only/+layout.server.ts': layoutOnly,
    'src/routes/layout-only/+page.server.ts': `export const load = () => ({ secret: 'swordfish' });`,
    'src/routes/layout-only/+page.svelte': `<script>let { data } = $props();</script><p>{data.secret}</p>`,
    'src/routes/failing/+page.server.ts': `
      import { redirect } from '@sveltejs/kit';
      export const load = ({ locals }) => locals.ask(() => redirect(303, '/elsewhere'));
    `,
    'src/routes/failing/+page.svelte': '',
  },
  build: ['../../../node_modules/vite/bin/vite.js', 'build'],
  serve: ['build/index.js'],
  executable: newerNode(),
});

/** Behind no proxy, SvelteKit takes its own address for https. */
const own = () => app().origin.replace('http:', 'https:');

const form = (fields: Record<string, string>, origin = own(), more = {}) => ({
  method: 'POST',
  by: 'cookie' as const,
  headers: {
    ...{ accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', origin },
    ...more,
  },
  body: new URLSearchParams(fields).toString(),
});

/** What a form with \`use:enhance\` sends. */
const enhanced = { accept: 'application/json', 'x-sveltekit-action': 'true' };

describe('docs/guides/sveltekit.md', () => {
  it.each([
    ['member', '/documents/plan', 200],
    ['admin', '/documents/plan', 200],
    ['other organization', '/documents/plan', 404],
    ['member', '/documents/none', 404],
    ['signed out', '/documents/plan', 303],
    ['signed out', '/', 200],
  ] as const)('answers a page for %s, %s: %i', async (caller, path, status) => {
    const answer = await send(caller, path, { by: 'cookie' });
    expect(answer.status).toBe(status);
    if (status === 303) {
      expect(answer.headers.get('location')).toBe('/sign-in?redirect_url=%2Fdocuments%2Fplan');
    }
  });

  it('hides a resource of another organization as one that does not exist', async () => {
    const [hidden, none] = await Promise.all([
      send('other organization', '/documents/plan'),
      send('other organization', '/documents/none'),
    ]);
    const error = (text: string) => /<pre>.*<\/pre>/.exec(text)?.[0];
    expect(error(hidden.text)).toBe(error(none.text));
    expect(error(hidden.text)).toContain('"code":"not_found"');
  });

  it('shows the form only to callers who may edit, and asks once for a layout and its page', async () => {
    const before = pdp().asked;
    const admin = await send('admin', '/documents/plan');
    expect(pdp().asked - before).toBe(1);
    const member = await send('member', '/documents/plan');
    expect([admin.text.includes('?/rename'), member.text.includes('?/rename')]).toEqual([
      true,
      false,
    ]);
  });

  it.each([
    ['admin', 200],
    ['member', 403],
    ['other organization', 404],
    ['signed out', 303],
  ] as const)('answers a form action of %s with %i', async (caller, status) => {
    const { text, ...answer } = await send(
      caller,
      '/documents/plan?/rename',
      form({ title: `By ${caller}` }),
    );
    expect(answer.status).toBe(status);
    expect(text.includes(`By ${caller}`)).toBe(status === 200);
    const page = await send('member', '/documents/plan');
    expect(page.text).not.toContain('By member');
    expect(page.text).toContain('<h1>');
  });

  it('judges a form only after it was read', async () => {
    const before = pdp().asked;
    const { status, json } = await send(
      'admin',
      '/documents/plan?/rename',
      form({ title: '' }, own(), enhanced),
    );
    expect([status, json]).toMatchObject([400, { type: 'failure', status: 400 }]);
    expect(pdp().asked).toBe(before);
  });

  it('gives an enhanced form the status, and the body of a step-up', async () => {
    const refused = await send(
      'owner, verified long ago',
      '/documents/draft?/archive',
      form({}, own(), enhanced),
    );
    expect(refused.json).toMatchObject({
      type: 'error',
      error: {
        status: 403,
        problem: {
          clerk_error: {
            reason: 'reverification-error',
            metadata: { reverification: { level: 'first_factor', afterMinutes: 10 } },
          },
        },
      },
    });
  });

  it('runs the load function after an action with new answers', async () => {
    // The document is gone then, and no longer what the action was allowed for.
    const { status } = await send('owner', '/documents/draft?/archive', form({}));
    expect(status).toBe(404);
  });

  it.each([
    ['admin', 204],
    ['member', 403],
    ['other organization', 404],
    ['signed out', 401],
  ] as const)('answers an endpoint for %s with %i', async (caller, status) => {
    const answer = await send(caller, '/api/documents/plan', { method: 'PUT', json: 'Plan' });
    expect(answer.status).toBe(status);
  });

  it('refuses writes with the cookies of the user from a page of another origin', async () => {
    const evil = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const before = pdp().asked;
    const action = await send(
      'admin',
      '/documents/plan?/rename',
      form({ title: 'X' }, evil.origin),
    );
    const endpoint = await send('admin', '/api/documents/plan', {
      ...{ method: 'PUT', by: 'cookie', body: '{}' },
      headers: { ...evil, 'content-type': 'application/json' },
    });
    expect([action.status, endpoint.status]).toEqual([403, 403]);
    expect(endpoint.json).toMatchObject({ code: 'other_origin' });
    expect(pdp().asked).toBe(before);
  });

  it('answers without an address of the PDP when it is away', async () => {
    pdp().fault = 'reset';
    const page = await send('admin', '/documents/plan');
    const data = await send('admin', '/documents/plan/__data.json?x-sveltekit-invalidated=001');
    const endpoint = await send('admin', '/api/documents/plan', { method: 'PUT', json: 'Plan' });
    pdp().fault = 'none';
    expect([page.status, endpoint.status]).toEqual([503, 503]);
    expect(data.text).toContain('"status":503');
    for (const { text } of [page, data, endpoint]) {
      expect(text).toContain('pdp_unreachable');
      expect(text).not.toContain(pdp().url);
    }
    expect(app().output()).toContain('[clerk-cerbos] pdp_unreachable');
  });

  it('sends the redirect of the handshake with its cookies', async () => {
    const { status, headers } = await send('owner, expired', '/documents/plan', {
      by: 'cookie',
      headers: { accept: 'text/html', 'sec-fetch-dest': 'document' },
    });
    expect(status).toBe(307);
    expect(headers.get('location')).toContain('/v1/client/handshake');
    expect(headers.getSetCookie().length).toBeGreaterThan(0);
  });

  it('lets other throws of the function pass', async () => {
    const { status, headers } = await send('member', '/failing');
    expect([status, headers.get('location')]).toEqual([303, '/elsewhere']);
  });

  it('answers the browser for its session', async () => {
    const answer = await send('member', '/api/cerbos', {
      method: 'POST',
      json: {
        checks: [{ kind: 'document', id: 'plan', actions: ['view', 'edit'] }],
      },
    });
    expect(answer.text).toMatch(/"view":true.*"edit":false/);
  });

  // Not of the page: it is why the page says that layouts protect nothing.
  it('shows that SvelteKit gives the data of a page away whose layout refused', async () => {
    const { status } = await send('member', '/layout-only');
    expect(status).toBe(403);
    const data = await send('member', '/layout-only/__data.json?x-sveltekit-invalidated=001');
    expect([data.status, data.text]).toEqual([200, expect.stringContaining('swordfish')]);
  });
});
