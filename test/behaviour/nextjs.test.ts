import { describe, expect, it } from 'vitest';
import { startNext } from '../apps/startNext';
import { testBehaviour } from './behaviour';

const { app, pdp, send } = testBehaviour(startNext);

/** The time, and Clerk's middleware repeating the path that the caller asked for. */
const varying = new Set(['date', 'x-middleware-rewrite']);

describe('what is missing and what is hidden', () => {
  it('look byte for byte the same', async () => {
    pdp().fault = 'none';
    const answers = await Promise.all([
      send({ caller: 'member', does: 'GET /api/hidden/globex' }),
      send({ caller: 'member', does: 'GET /api/hidden/none' }),
      send({ caller: 'member', does: 'GET /api/documents/none' }),
    ]);
    const [hidden, ...others] = answers.map(({ status, headers, text }) => ({
      status,
      text,
      headers: Object.fromEntries([...headers].filter(([name]) => !varying.has(name))),
    }));
    expect(hidden?.status).toBe(404);
    for (const other of others) expect(other).toEqual(hidden);
  });
});

describe('what is not about authorization', () => {
  it.each([
    ['a redirect', 'GET /api/control/acme?redirect', 307],
    ['a page that is not found', 'GET /api/control/acme?missing', 404],
    ['a fault of the handler', 'GET /api/control/acme', 500],
    ['a fault of the rule', 'POST /api/control/acme', 500],
  ] as const)('passes through to Next.js: %s', async (_, does, status) => {
    pdp().fault = 'none';
    const answer = await send({ caller: 'member', does });
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('"code"');
    if (status === 307) expect(answer.headers.get('location')).toBe('/elsewhere');
  });
});

describe('a machine token', () => {
  it('is its own principal where the rule accepts it', async () => {
    pdp().fault = 'none';
    const answer = await send({ caller: 'machine', does: 'GET /api/machine/1' });
    expect(JSON.parse(answer.text)).toEqual({ principal: 'm2m_token:mt_1', roles: ['m2m_token'] });
    const person = await send({ caller: 'member', does: 'GET /api/machine/1' });
    expect(JSON.parse(person.text)).toMatchObject({ principal: 'user_member' });
    const nobody = await send({ caller: 'signed out', does: 'GET /api/machine/1' });
    expect(JSON.parse(nobody.text)).toMatchObject({ principal: 'anonymous' });
  });
});

describe("a handler without Clerk's middleware", () => {
  it('answers 500, and the log says what to write', async () => {
    const answer = await fetch(`${app().origin}/unwatched`);
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({ code: 'missing_middleware' });
    expect(app().output()).toContain('Export clerkMiddleware() from proxy.ts');
  });
});

describe('what is logged', () => {
  it('says why the app is wrong, and no attribute, token or principal', async () => {
    pdp().fault = 'none';
    await send({ caller: 'member', does: 'PUT /api/mistake/x' });
    const log = app().output();
    expect(log).toContain(
      '[clerk-cerbos] invalid_question: resource.id must be a non-empty string',
    );
    for (const secret of ['do not tell', 'user_member', 'eyJ']) expect(log).not.toContain(secret);
  });
});

describe('many callers at the same moment', () => {
  it('each get their own answer', async () => {
    pdp().fault = 'none';
    const asked = Array.from({ length: 60 }, async (_, index) => {
      const caller = index % 3 === 0 ? 'owner' : index % 3 === 1 ? 'member' : 'admin';
      const answer = await send({ caller, does: 'GET /api/verbs/acme' });
      return [`user_${caller}`, (JSON.parse(answer.text) as { principal: string }).principal]; // as the route writes it
    });
    for (const [expected, principal] of await Promise.all(asked)) expect(principal).toBe(expected);
  });
});
