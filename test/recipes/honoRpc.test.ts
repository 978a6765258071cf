import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callers } from '../behaviour/people';
import { useRecipe } from './recipe';

const { send, pdp, app, clerk, folder } = useRecipe({
  page: 'guides/hono-rpc',
  files: {
    'server.ts': `
      import { serve } from '@hono/node-server';
      import { app } from '@/app';
      serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: process.env.HOST });
    `,
  },
  serve: ['--import', 'tsx', 'server.ts'],
});

/** The client of the page. Its types are checked with the page. */
interface Client {
  readonly createApi: (origin: string, getToken: () => Promise<string | null>) => object;
  readonly rename: (api: object, id: string, title: string) => Promise<unknown>;
}

async function renameAs(caller: keyof typeof callers, id: string, title: string) {
  // What the page exports.
  const client = (await import(pathToFileURL(join(folder, 'client.ts')).href)) as Client;
  const token = callers[caller](clerk()) ?? null;
  return client.rename(
    client.createApi(app().origin, async () => Promise.resolve(token)),
    id,
    title,
  );
}

describe('docs/guides/hono-rpc.md', () => {
  it.each([
    ['admin', 'plan', { title: 'Plan' }],
    ['member', 'plan', { status: 403 }],
    ['other organization', 'plan', { status: 404 }],
    ['admin', 'none', { status: 404 }],
    ['signed out', 'plan', { status: 401 }],
  ] as const)('answers the client of %s that renames %s', async (caller, id, said) => {
    expect(await renameAs(caller, id, 'Plan')).toEqual(said);
  });

  it.each([
    ['member', '/documents/plan', 200],
    ['other organization', '/documents/plan', 404],
    ['signed out', '/documents/plan', 401],
  ] as const)('answers %s, GET %s: %i', async (caller, path, status) => {
    expect((await send(caller, path)).status).toBe(status);
  });

  it.each([
    ['admin', 'org_acme', 201],
    ['admin', 'org_globex', 403],
    ['member', 'org_acme', 403],
    ['signed out', 'org_acme', 401],
  ] as const)('judges the validated input of %s for %s: %i', async (caller, orgId, status) => {
    const json = { title: 'New', orgId, ignored: 'org_acme' };
    expect((await send(caller, '/documents', { method: 'POST', json })).status).toBe(status);
  });

  it('asks no policy about input that is not valid', async () => {
    const before = pdp().asked;
    const json = { title: '', orgId: ['org_acme'] };
    const { status, text } = await send('admin', '/documents', { method: 'POST', json });
    expect([status, text]).toEqual([400, '{"code":"invalid"}']);
    expect(pdp().asked).toBe(before);
  });

  it("sends Clerk's body of a step-up", async () => {
    const answer = await send('owner, verified long ago', '/documents/draft', { method: 'DELETE' });
    expect([answer.status, answer.json]).toMatchObject([
      403,
      {
        clerk_error: {
          reason: 'reverification-error',
          metadata: { reverification: { level: 'first_factor', afterMinutes: 10 } },
        },
      },
    ]);
    expect((await send('owner', '/documents/draft', { method: 'DELETE' })).status).toBe(204);
  });

  it('refuses a write with the cookies of the user from a page of another origin', async () => {
    const before = pdp().asked;
    const { status, json } = await send('admin', '/documents/plan', {
      ...{ method: 'PUT', json: { title: 'X' }, by: 'cookie' },
      headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    });
    expect([status, json]).toMatchObject([403, { code: 'other_origin' }]);
    expect(pdp().asked).toBe(before);
  });

  it('answers without an address of the PDP when it is away', async () => {
    pdp().fault = 'reset';
    const { status, text } = await send('admin', '/documents/plan');
    pdp().fault = 'none';
    expect([status, text]).toEqual([
      503,
      '{"title":"Service Unavailable","status":503,"code":"pdp_unreachable"}',
    ]);
  });
});
