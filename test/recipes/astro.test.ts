import { describe, expect, it } from 'vitest';
import { newerNode } from '../setup/newerNode';
import { root } from '../setup/publishedPackage';
import { useRecipe } from './recipe';

const { send, pdp } = useRecipe({
  page: 'guides/astro',
  executable: newerNode(),
  env: { ASTRO_TELEMETRY_DISABLED: '1' },
  files: {
    // Astro bundles the integrations that it finds here.
    'package.json': JSON.stringify({
      type: 'module',
      dependencies: { '@astrojs/react': '*', '@clerk/astro': '*' },
    }),
    'astro.config.mjs': `
      import node from '@astrojs/node';
      import react from '@astrojs/react';
      import clerk from '@clerk/astro';
      const bundled = { resolve: { noExternal: ['cookie'] } };
      export default {
        srcDir: '.',
        adapter: node({ mode: 'standalone' }),
        integrations: [clerk(), react()],
        devToolbar: { enabled: false },
        vite: { environments: { ssr: bundled, prerender: bundled } },
      };
    `,
    'pages/islands/[id].astro': `---
import RenameButton from '@/components/RenameButton';
export const prerender = false;
---
<html><head><title>Island</title></head><body><RenameButton client:load id={Astro.params.id} /></body></html>
`,
  },
  build: [`${root}/node_modules/astro/bin/astro.mjs`, 'build'],
  serve: ['dist/server/entry.mjs'],
});

const html = { accept: 'text/html', cookie: '__clerk_db_jwt=x' };
const rename = (caller: Parameters<typeof send>[0], id: string) =>
  send(caller, '/_actions/rename', {
    method: 'POST',
    json: { id, title: 'New plan' },
    headers: { origin: 'http://localhost:3000' },
  });

describe('docs/guides/astro.md', () => {
  it.each([
    ['member', '/documents/plan', 200, 'Plan'],
    ['admin', '/documents/plan', 200, 'You may edit it.'],
    ['other organization', '/documents/plan', 404, ''],
    ['member', '/documents/none', 404, ''],
    ['signed out', '/documents/plan', 307, ''],
    ['member', '/api/documents/plan', 200, '{"title":"Plan"}'],
    ['other organization', '/api/documents/plan', 404, '"not_found"'],
    ['signed out', '/api/documents/plan', 401, '"signed_out"'],
    ['member', '/islands/plan', 200, '<button disabled=""'],
  ] as const)('answers %s, GET %s: %i', async (caller, path, status, says) => {
    const headers = path.startsWith('/api') ? {} : html;
    const answer = await send(caller, path, { headers });
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(says)]);
    if (caller === 'member') expect(answer.text).not.toContain('You may edit it.');
  });

  it('asks for a page and its component in two calls', async () => {
    const before = pdp().asked;
    await send('admin', '/documents/plan', { headers: html });
    expect(pdp().asked - before).toBe(2);
  });

  it.each([
    ['other organization', 'plan', 404, 'NOT_FOUND'],
    ['member', 'plan', 403, 'FORBIDDEN'],
    ['signed out', 'plan', 401, 'UNAUTHORIZED'],
    ['admin', 'plan', 200, 'New plan'],
  ] as const)('answers the action of %s on %s: %i', async (caller, id, status, says) => {
    const answer = await rename(caller, id);
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(says)]);
  });

  it('answers the browser', async () => {
    const { status, json } = await send('admin', '/api/cerbos', {
      method: 'POST',
      json: { checks: [{ kind: 'document', id: 'plan', actions: ['edit'] }] },
    });
    expect([status, JSON.stringify(json)]).toEqual([200, expect.stringContaining('true')]);
  });
});
