import { afterEach, describe, expect, it } from 'vitest';
import type { Caller } from '../behaviour/people';
import { linesOfCode } from './linesOfCode';
import { filesOf, useRecipe } from './recipe';

const page = 'guides/graphql';
const secret = 'the database at 10.1.2.3 is full';

const { app, pdp, send } = useRecipe({
  page,
  files: {
    'lib/documents.ts': (filesOf(page)['lib/documents.ts'] ?? '').replace(
      'documents.set(',
      `if (document.title === 'fail') throw new Error('${secret}');\n  $&`,
    ),
  },
  serve: ['--import', 'tsx', 'server.ts'],
  // Here Yoga says most about errors.
  env: { NODE_ENV: 'development' },
});

afterEach(() => {
  pdp().fault = 'none';
});

interface Result {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly path: readonly (string | number)[];
    readonly extensions: {
      readonly code: string;
      readonly problem: Readonly<Record<string, unknown>>;
    };
  }[];
}

/** Sends an operation, and counts its calls to the PDP. */
async function run(caller: Caller, query: string, more: Parameters<typeof send>[2] = {}) {
  const before = pdp().asked;
  const answer = await send(caller, '/graphql', { method: 'POST', json: { query }, ...more });
  const { data, errors } = answer.json as Result; // as GraphQL answers
  return { ...answer, data, errors, error: errors?.[0], calls: pdp().asked - before };
}

const show = '{ document(id: "plan") { title } }';
const retitle = 'mutation { retitle(id: "plan", title: "New") { title } }';
const remove = 'mutation { remove(id: "plan") }';

describe('docs/guides/graphql.md', () => {
  it.each([
    ['member', show, { document: { title: 'plan' } }],
    ['admin', retitle, { retitle: { title: 'New' } }],
    ['owner', remove, { remove: 'plan' }],
    ['signed out', '{ documents { id } }', { documents: [] }],
  ] as const)('runs %s, %s', async (caller, query, data) => {
    const answer = await run(caller, query);
    expect([answer.data, answer.errors]).toEqual([data, undefined]);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
  });

  it.each([
    ['member', retitle, 'FORBIDDEN', 'denied'],
    ['signed out', show, 'UNAUTHENTICATED', 'signed_out'],
    ['signed out', retitle, 'UNAUTHENTICATED', 'signed_out'],
    ['owner, expired', show, 'UNAUTHENTICATED', 'signed_out'],
    ['other organization', show, 'NOT_FOUND', 'not_found'],
    ['other organization', retitle, 'NOT_FOUND', 'not_found'],
    ['other organization', remove, 'NOT_FOUND', 'not_found'],
  ] as const)('refuses %s, %s: %s', async (caller, query, code, reason) => {
    const { error, text, headers } = await run(caller, query);
    expect([error?.message, error?.extensions.code, error?.extensions.problem.code]).toEqual([
      code,
      code,
      reason,
    ]);
    expect(text).not.toMatch(/The policy denies|There is no such resource|The caller is/);
    expect(headers.get('cache-control')).toBe('private, no-store');
  });

  it('gives the same answer for a document that is hidden and for one that does not exist', async () => {
    const [hidden, missing] = await Promise.all(
      ['plan', 'none'].map((id) => run('other organization', `{ document(id: "${id}") { id } }`)),
    );
    expect(hidden?.text).toBe(missing?.text);
  });

  it('makes one call to the PDP for a field of all documents of a list', async () => {
    const list = '{ documents { id mayEdit } }';
    const member = await run('member', list);
    expect(member.data).toEqual({
      documents: ['plan', 'notes', 'budget'].map((id) => ({ id, mayEdit: false })),
    });
    expect(member.calls).toBe(1);
    const admin = await run('admin', list);
    expect([admin.text.match(/"mayEdit":true/g)?.length, admin.calls]).toEqual([3, 1]);
  });

  it('answers the other fields of an operation when one is refused', async () => {
    const { data, error } = await run('member', `{ document(id: "none") { id } documents { id } }`);
    expect(error?.path).toEqual(['document']);
    expect(data).toEqual({
      document: null,
      documents: ['plan', 'notes', 'budget'].map((id) => ({ id })),
    });
  });

  it('forgets what was decided when a mutation changed it', async () => {
    const { error, calls } = await run(
      'admin',
      `mutation {
        first: move(id: "budget", orgId: "org_globex")
        second: retitle(id: "budget", title: "Still mine") { id }
      }`,
    );
    expect([error?.path, error?.extensions.code, calls]).toEqual([['second'], 'NOT_FOUND', 2]);
  });

  it('sends the demand of a step-up', async () => {
    const { error } = await run('owner, verified long ago', remove);
    expect(error?.extensions).toEqual({
      code: 'FORBIDDEN',
      problem: {
        clerk_error: {
          type: 'forbidden',
          reason: 'reverification-error',
          metadata: { reverification: { level: 'first_factor', afterMinutes: 10 } },
        },
      },
    });
  });

  it.each([show, retitle, '{ documents { mayEdit } }'])(
    'says in an outage that it is one, without an address of the PDP: %s',
    async (query) => {
      pdp().fault = 'reset';
      const { error, text } = await run('admin', query);
      expect(error?.extensions).toEqual({
        code: 'SERVICE_UNAVAILABLE',
        problem: { title: 'Service Unavailable', status: 503, code: 'pdp_unreachable' },
      });
      expect(text).not.toContain(pdp().url.split(':').at(-1));
      expect(app().output()).toContain(`The PDP at ${pdp().url} can't be reached`);
    },
  );

  it('does not send the message of an error of the app, and sends what GraphQL says itself', async () => {
    const failed = await run('admin', retitle.replace('New', 'fail'));
    expect(failed.error?.extensions).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      problem: { title: 'Internal Server Error', status: 500 },
    });
    expect(failed.text).not.toContain(secret);
    expect(app().output()).toContain(secret);
    const wrong = await run('admin', '{ nothing }');
    expect(wrong.error?.message).toBe('Cannot query field "nothing" on type "Query".');
  });

  it.each([
    ['JSON', 'application/json', JSON.stringify({ query: retitle })],
    // Browsers send this one to another origin without a preflight.
    [
      'a form',
      'application/x-www-form-urlencoded',
      String(new URLSearchParams({ query: retitle })),
    ],
  ])('refuses a write of a page of another origin, as %s', async (_, type, body) => {
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const sent = { json: undefined, body, by: 'cookie' as const };
    const forged = await run('admin', '', {
      ...sent,
      headers: { ...headers, 'content-type': type },
    });
    expect([forged.error?.extensions.problem.code, forged.calls]).toEqual(['other_origin', 0]);
    expect(forged.headers.get('access-control-allow-origin')).toBeNull();
    const own = { origin: app().origin, 'sec-fetch-site': 'same-origin', 'content-type': type };
    expect((await run('admin', '', { ...sent, headers: own })).errors).toBeUndefined();
  });

  it('runs no mutation that a link sends', async () => {
    const { status, text } = await send('admin', `/graphql?query=${encodeURIComponent(retitle)}`, {
      by: 'cookie',
    });
    expect([status, text]).toEqual([405, expect.stringContaining('Can only perform a mutation')]);
  });

  it('takes at most 60 lines of code', () => {
    expect(linesOfCode(page, ['server.ts', 'lib/maskError.ts', 'lib/authz.ts'])).toBe(51);
  });
});
