import { afterEach, describe, expect, it } from 'vitest';
import { createPageCompiler } from '../house/snippetPrograms';
import { markdownPage, readPage } from '../house/snippets';
import { linesOfCode } from './linesOfCode';
import { filesOf, useRecipe } from './recipe';

const page = 'guides/nestjs';
const secret = 'the database at 10.1.2.3 is full';

const shown = filesOf(page);
/** What both apps have beside the files of the page. */
const added = {
  // Such decorators need this option, which every app of NestJS has.
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      ...{ module: 'ESNext', moduleResolution: 'Bundler', target: 'ES2022', strict: true },
      ...{ experimentalDecorators: true, paths: { '@/*': ['./*'] } },
    },
  }),
  'lib/documents.ts': (shown['lib/documents.ts'] ?? '').replace(
    'documents.set(',
    `if (title === 'fail') throw new Error('${secret}');\n  $&`,
  ),
};
const onFastify = Object.fromEntries(
  ['lib/authz.ts', 'lib/cerbos.ts'].map((path) => [
    path,
    (shown[path] ?? '').replaceAll('clerk-cerbos/express', 'clerk-cerbos/fastify'),
  ]),
);

describe.each([
  ['Express', 'main.ts', {}],
  ['Fastify', 'main.fastify.ts', onFastify],
])('docs/guides/nestjs.md on %s', (_, main, files) => {
  const { app, pdp, send } = useRecipe({
    page,
    files: { ...added, ...files },
    serve: ['--import', 'tsx', main],
    env: { NODE_ENV: 'development' },
  });

  afterEach(() => {
    pdp().fault = 'none';
  });

  const write = { method: 'PUT', json: { title: 'Plan' } } as const;
  const remove = { method: 'POST' } as const;

  it.each([
    ['member', '/documents/plan', {}, 200, { title: 'Plan' }],
    ['admin', '/documents/plan', write, 204, undefined],
    ['owner', '/documents/plan/remove', remove, 201, { removed: 'plan' }],
  ] as const)('runs %s, %s %j', async (caller, path, init, status, body) => {
    const answer = await send(caller, path, init);
    expect([answer.status, answer.json]).toEqual([status, body]);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
  });

  const hidden = { title: 'Not Found', status: 404, code: 'not_found' };
  const signedOut = { title: 'Unauthorized', status: 401, code: 'signed_out' };
  const denied = {
    ...{ title: 'Forbidden', status: 403, code: 'denied', action: 'edit' },
    resource: { kind: 'document', id: 'plan' },
    cerbosCallId: expect.any(String) as string, // asymmetric matchers have any type
  };

  it.each([
    ['member', '/documents/plan', write, denied],
    ['signed out', '/documents/plan', {}, { ...signedOut, action: 'view' }],
    ['signed out', '/documents/plan', write, { ...signedOut, action: 'edit' }],
    ['signed out', '/documents/none', {}, { ...signedOut, action: 'view' }],
    ['owner, expired', '/documents/plan', {}, { ...signedOut, action: 'view' }],
    ['other organization', '/documents/plan', {}, hidden],
    ['other organization', '/documents/plan', write, hidden],
    ['other organization', '/documents/plan/remove', remove, hidden],
    ['other organization', '/documents/none', {}, hidden],
  ] as const)('refuses %s, %s %j', async (caller, path, init, problem) => {
    const { status, headers, json } = await send(caller, path, init);
    expect([status, json]).toEqual([problem.status, problem]);
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null);
  });

  it('sends the demand of a step-up', async () => {
    const { status, json } = await send('owner, verified long ago', '/documents/plan/remove', {
      method: 'POST',
    });
    const reverification = { level: 'first_factor', afterMinutes: 10 };
    const demand = { type: 'forbidden', reason: 'reverification-error' };
    expect([status, json]).toEqual([
      403,
      { clerk_error: { ...demand, metadata: { reverification } } },
    ]);
  });

  it('says in an outage that it is one, without an address of the PDP', async () => {
    pdp().fault = 'reset';
    const { status, headers, text } = await send('admin', '/documents/plan');
    expect([status, text]).toEqual([
      503,
      '{"title":"Service Unavailable","status":503,"code":"pdp_unreachable"}',
    ]);
    expect(headers.get('retry-after')).toBe('1');
    expect(app().output()).toContain(`The PDP at ${pdp().url} can't be reached`);
  });

  it('refuses a write of a page of another origin that has only cookies', async () => {
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const before = pdp().asked;
    const forged = await send('admin', '/documents/plan', { ...write, by: 'cookie', headers });
    expect([forged.status, forged.json]).toMatchObject([403, { code: 'other_origin' }]);
    expect(pdp().asked).toBe(before);
    const own = { origin: app().origin, 'sec-fetch-site': 'same-origin' };
    const sent = await send('admin', '/documents/plan', { ...write, by: 'cookie', headers: own });
    expect(sent.status).toBe(204);
  });

  it('refuses a route without a rule, and says so in the log only', async () => {
    const before = pdp().asked;
    const { status, json } = await send('admin', '/documents/plan/archive', { method: 'POST' });
    expect([status, json]).toEqual([
      500,
      { title: 'Internal Server Error', status: 500, code: 'invalid_configuration' },
    ]);
    expect(pdp().asked).toBe(before);
    expect(app().output()).toContain('DocumentsController.archive needs @Cerbos(…) or @Public().');
  });

  it('serves a public route to every caller, without a question', async () => {
    const before = pdp().asked;
    const { status, text } = await send('signed out', '/documents');
    expect([status, text, pdp().asked]).toEqual([200, 'ok', before]);
  });

  it('leaves errors of the app to NestJS, which does not send their message', async () => {
    const failed = await send('admin', '/documents/plan', { ...write, json: { title: 'fail' } });
    expect([failed.status, failed.json]).toEqual([
      500,
      { statusCode: 500, message: 'Internal server error' },
    ]);
    const missing = await send('admin', '/nothing');
    expect([missing.status, missing.json]).toMatchObject([404, { error: 'Not Found' }]);
  });
});

describe('the code of docs/guides/nestjs.md', () => {
  it('knows the kinds and actions of registered policies, and what the loader returns', () => {
    const { snippets } = readPage('misuses', `\`\`\`ts\n${registered}\`\`\`\n`);
    const shownPage = markdownPage(`docs/${page}.md`);
    const beside = { ...shownPage, snippets: [...shownPage.snippets, ...snippets] };
    expect(createPageCompiler('bundler').errorsOf(beside)).toEqual([]);
  });

  it('has at most 60 lines', () => {
    expect(linesOfCode(page, ['lib/cerbos.ts'])).toBe(54);
  });
});

const registered = `
import { Cerbos, type GrantOn, type Routed } from '@/lib/cerbos';

declare module 'clerk-cerbos' {
  interface Register {
    policies: { document: { actions: 'view' | 'edit' | 'delete'; attr: { orgId: string } } };
  }
}

type Req = Routed<{ id: string }>;
Cerbos(({ params }: Req) => ({ action: 'view', resource: { kind: 'document', id: params.id } }));
// @ts-expect-error -- no action of the kind
Cerbos(({ params }: Req) => ({ action: 'share', resource: { kind: 'document', id: params.id } }));
// @ts-expect-error -- a kind without policies
Cerbos(({ params }: Req) => ({ action: 'view', resource: { kind: 'folder', id: params.id } }));
// @ts-expect-error -- no parameter of the route
Cerbos(({ params }: Req) => ({ action: 'view', resource: { kind: 'document', id: params.slug } }));

export function read({ resource }: GrantOn<'document'>) {
  const title: string = resource.value.title;
  // @ts-expect-error -- not what the loader returns
  resource.value.pages;
  return title + resource.attr.orgId;
}
`;
