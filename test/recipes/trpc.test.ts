import { join } from 'node:path';
import { reverificationError } from '@clerk/backend/internal';
import { createTRPCUntypedClient, httpBatchLink, TRPCClientError } from '@trpc/client';
import { afterEach, describe, expect, it } from 'vitest';
import { credentials } from '../behaviour/behaviour';
import { type Caller, callers } from '../behaviour/people';
import { createPageCompiler } from '../house/snippetPrograms';
import { markdownPage, readPage } from '../house/snippets';
import { linesOfCode } from './linesOfCode';
import { filesOf, useRecipe } from './recipe';

const page = 'guides/trpc';
const secret = 'the database at 10.1.2.3 is full';

const { app, clerk, folder, pdp, send } = useRecipe({
  page,
  files: {
    'server.ts': `
      import { serve } from '@hono/node-server';
      import app from '@/app';
      serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: process.env.HOST });
    `,
    'lib/documents.ts': (filesOf(page)['lib/documents.ts'] ?? '').replace(
      'const document = documents.get(id);',
      `if (title === 'fail') throw new Error('${secret}');\n  $&`,
    ),
  },
  serve: ['--import', 'tsx', 'server.ts'],
  // Here tRPC says most about errors.
  env: { NODE_ENV: 'development' },
});

afterEach(() => {
  pdp().fault = 'none';
});

interface Sent {
  readonly by?: 'header' | 'cookie';
  readonly headers?: Readonly<Record<string, string>>;
}

function clientOf(caller: Caller, { by = 'header', headers = {} }: Sent = {}) {
  const token = callers[caller](clerk());
  const sent = { ...(token !== undefined && credentials(token, by)), ...headers };
  return createTRPCUntypedClient({
    links: [httpBatchLink({ url: `${app().origin}/api/trpc`, headers: sent })],
  });
}

interface Data {
  readonly code: string;
  readonly httpStatus: number;
  readonly problem?: Readonly<Record<string, unknown>>;
}

/** The error that a client gets. */
async function refusal(call: Promise<unknown>) {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TRPCClientError)) throw new Error('The call was not refused.');
  const data = error.data as Data; // what the page's errorFormatter makes
  return { error, message: error.message, ...data, text: JSON.stringify(error.shape) };
}

const retitle = { id: 'plan', title: 'New' };

function call(caller: Caller, path: 'show' | 'retitle' | 'remove'): Promise<unknown> {
  const client = clientOf(caller);
  return path === 'show' ? client.query(path, { id: 'plan' }) : client.mutation(path, retitle);
}

describe('docs/guides/trpc.md', () => {
  it.each([
    ['member', 'show', { title: 'Plan' }],
    ['admin', 'retitle', { title: 'New' }],
    ['owner', 'remove', { removed: 'plan' }],
  ] as const)('runs %s, %s', async (caller, path, answer) => {
    expect(await call(caller, path)).toEqual(answer);
  });

  it.each([
    ['member', 'retitle', 'FORBIDDEN', 403, 'denied'],
    ['signed out', 'show', 'UNAUTHORIZED', 401, 'signed_out'],
    ['signed out', 'retitle', 'UNAUTHORIZED', 401, 'signed_out'],
    ['owner, expired', 'show', 'UNAUTHORIZED', 401, 'signed_out'],
    ['other organization', 'show', 'NOT_FOUND', 404, 'not_found'],
    ['other organization', 'retitle', 'NOT_FOUND', 404, 'not_found'],
    ['other organization', 'remove', 'NOT_FOUND', 404, 'not_found'],
  ] as const)('refuses %s, %s: %s', async (caller, path, code, status, reason) => {
    const refused = await refusal(call(caller, path));
    expect([refused.code, refused.httpStatus, refused.problem?.code]).toEqual([
      code,
      status,
      reason,
    ]);
    expect(refused.message).toBe(code);
    // In development tRPC sends the stack, which begins with the message.
    expect(refused.text).not.toMatch(/The policy denies|There is no such resource|The caller is/);
  });

  it('gives the same answer for a document that is hidden and for one that does not exist', async () => {
    const client = clientOf('other organization');
    const answers = await Promise.all(
      ['plan', 'none'].map(async (id) => (await refusal(client.query('show', { id }))).problem),
    );
    expect(answers[0]).toEqual(answers[1]);
  });

  it('asks no PDP before the input is valid', async () => {
    const before = pdp().asked;
    const { code, problem } = await refusal(
      clientOf('admin').mutation('retitle', { id: 'plan', title: '' }),
    );
    expect([code, problem]).toEqual(['BAD_REQUEST', undefined]);
    expect(pdp().asked).toBe(before);
  });

  it('makes one call to the PDP for a batch of three procedures', async () => {
    const client = clientOf('member');
    const before = pdp().asked;
    const answers = await Promise.all(
      ['plan', 'notes', 'budget'].map((id) => client.query('show', { id })),
    );
    expect(answers).toHaveLength(3);
    expect(pdp().asked).toBe(before + 1);
  });

  it('refuses one procedure of a batch, and answers the others', async () => {
    const client = clientOf('member');
    const [shown, refused] = await Promise.all([
      client.query('show', { id: 'notes' }),
      refusal(client.query('show', { id: 'none' })),
    ]);
    expect([shown, refused.code]).toEqual([{ title: 'Notes' }, 'NOT_FOUND']);
  });

  it('sends the demand of a step-up, which the code of the page returns to the hook of Clerk', async () => {
    const client = clientOf('owner, verified long ago');
    const { error, code, problem } = await refusal(client.mutation('remove', { id: 'plan' }));
    const demand = reverificationError({ level: 'first_factor', afterMinutes: 10 });
    expect([code, problem]).toEqual(['FORBIDDEN', demand]);
    const { orDemand } = await clientCode();
    expect(orDemand(error)).toEqual(problem);
    const denied = await refusal(clientOf('member').mutation('retitle', retitle));
    expect(() => orDemand(denied.error)).toThrow(denied.error);
  });

  it('says in an outage that it is one, without an address of the PDP', async () => {
    pdp().fault = 'reset';
    const { code, httpStatus, problem, text } = await refusal(
      clientOf('admin').mutation('retitle', retitle),
    );
    expect([code, httpStatus, problem]).toEqual([
      'SERVICE_UNAVAILABLE',
      503,
      { title: 'Service Unavailable', status: 503, code: 'pdp_unreachable' },
    ]);
    expect(text).not.toContain(pdp().url.split(':').at(-1));
    expect(app().output()).toContain(`The PDP at ${pdp().url} can't be reached`);
  });

  it('does not send the message of an error of the app', async () => {
    const { code, message, text } = await refusal(
      clientOf('admin').mutation('retitle', { id: 'plan', title: 'fail' }),
    );
    expect([code, message]).toEqual(['INTERNAL_SERVER_ERROR', 'INTERNAL_SERVER_ERROR']);
    expect(text).not.toContain(secret);
    expect(app().output()).toContain(secret);
  });

  it('refuses a write of a page of another origin that has only cookies', async () => {
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const before = pdp().asked;
    const { code, problem } = await refusal(
      clientOf('admin', { by: 'cookie', headers }).mutation('retitle', retitle),
    );
    expect([code, problem?.code]).toEqual(['FORBIDDEN', 'other_origin']);
    expect(pdp().asked).toBe(before);
    const own = { origin: app().origin, 'sec-fetch-site': 'same-origin' };
    await clientOf('admin', { by: 'cookie', headers: own }).mutation('retitle', retitle);
  });

  it('lets no shared cache store an answer', async () => {
    const input = encodeURIComponent(JSON.stringify({ id: 'plan' }));
    const { status, headers } = await send('member', `/api/trpc/show?input=${input}`);
    expect([status, headers.get('cache-control')]).toEqual([200, 'private, no-store']);
  });

  it('knows the types of the input, of the rule and of the grant, also in the client', () => {
    expect(errorsBeside(uses)).toEqual([]);
  });

  it('knows the kinds, actions and attributes of registered policies', () => {
    expect(errorsBeside(registered)).toEqual([]);
  });

  it('takes at most 60 lines of code', () => {
    expect(linesOfCode(page, ['lib/trpc.ts', 'app.ts'])).toBe(48);
  });
});

const { errorsOf } = createPageCompiler('bundler');

/** Compiles the page with another file beside its own. */
function errorsBeside(code: string): string[] {
  const { snippets } = readPage('misuses', `\`\`\`ts\n${code}\`\`\`\n`);
  const shown = markdownPage(`docs/${page}.md`);
  return errorsOf({ ...shown, snippets: [...shown.snippets, ...snippets] });
}

async function clientCode() {
  // The page's file, which only exists while this test runs.
  const code: unknown = await import(join(folder, 'lib/client.ts'));
  return code as { orDemand: (error: unknown) => unknown }; // as the page exports it
}

const uses = `
import { z } from 'zod';
import { client } from '@/lib/client';
import { guarded, router } from '@/lib/trpc';

export const other = router({
  show: guarded(z.object({ id: z.string(), page: z.coerce.number() }), (input) => {
    const page: number = input.page;
    // @ts-expect-error -- no member of the input
    input.title;
    return { action: page > 1 ? 'view' : 'list', resource: { kind: 'document', id: input.id } };
  }).query(({ ctx, input }) => {
    const title: string = ctx.grant.resource.value.title;
    const kind: 'document' = ctx.grant.resource.kind;
    const page: number = input.page;
    // @ts-expect-error -- not what the loader returns
    ctx.grant.resource.value.pages;
    return { title, kind, page };
  }),
  // @ts-expect-error -- a resource needs an id
  wrong: guarded(z.object({}), () => ({ action: 'view', resource: { kind: 'document' } })),
  // @ts-expect-error -- a rule needs an action
  none: guarded(z.object({}), () => ({ resource: { kind: 'document', id: '1' } })),
});

export async function use() {
  const { title } = await client.show.query({ id: 'plan' });
  // @ts-expect-error -- the input of the procedure is an id
  await client.show.query({ name: 'plan' });
  // @ts-expect-error -- a mutation
  await client.retitle.query({ id: 'plan', title });
  // @ts-expect-error -- what it answers
  (await client.show.query({ id: 'plan' })).pages;
}
`;

const registered = `
import { z } from 'zod';
import { guarded } from '@/lib/trpc';

declare module 'clerk-cerbos' {
  interface Register {
    policies: { document: { actions: 'view' | 'edit' | 'delete'; attr: { orgId: string } } };
  }
}

const input = z.object({ id: z.string() });
export const view = guarded(input, ({ id }) => ({
  action: 'view',
  resource: { kind: 'document', id },
})).query(({ ctx }) => {
  const orgId: string = ctx.grant.resource.attr.orgId;
  // @ts-expect-error -- no action of the kind
  ctx.grant.decision.isAllowed('share');
  return orgId;
});
// @ts-expect-error -- no action of the kind
guarded(input, ({ id }) => ({ action: 'share', resource: { kind: 'document', id } }));
// @ts-expect-error -- a kind without policies
guarded(input, ({ id }) => ({ action: 'view', resource: { kind: 'folder', id } }));
`;
