import { beforeEach, describe, expect, it } from 'vitest';
import { type Behaviour, untilAnswered } from './behaviour';
import type { Caller } from './people';

/** What a browser sends when it opens a page. Without the cookie, Clerk would first make one. */
const opens = { accept: 'text/html,*/*;q=0.8', cookie: '__clerk_db_jwt=x' };

/** What holds for pages, components and the middleware of Astro. */
export function testAstroPages({ app, pdp, send }: Behaviour): void {
  beforeEach(() => {
    pdp().fault = 'none';
  });
  const open = (caller: Caller, path: string, headers: Readonly<Record<string, string>> = opens) =>
    send({ caller, does: `GET /${path}`, headers });

  describe('a page', () => {
    it('shows what its guard has loaded, for this caller only', async () => {
      const { status, headers, text } = await open('member', 'pages/document/acme');
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toBe('private, no-store');
      expect(text).toContain('user_member reads a document of user_owner.');
    });

    it('shares its answers with its components and the middleware', async () => {
      const count = async (path: string) => {
        const before = pdp().asked;
        const { status } = await open('owner', path);
        expect(status).toBe(200);
        return pdp().asked - before;
      };
      // One call for the page, and one for what both components ask.
      expect(await count('pages/document/acme')).toBe(2);
      expect(await count('pages/publish/public?first=public')).toBe(1);
    });

    it.each(['pages/document/acme', 'pages/authorized/acme', 'pages/hidden/acme'])(
      'sends signed-out visitors to the sign-in page, and back: %s',
      async (path) => {
        const { status, headers, text } = await open('signed out', path);
        expect([status, text]).toEqual([307, '']);
        const location = new URL(headers.get('location') ?? '');
        expect(location.pathname).toMatch(/\/sign-in$/);
        expect(location.searchParams.get('redirect_url')).toBe(`${app().origin}/${path}`);
        expect(headers.get('cache-control')).toBe('private, no-store');
      },
    );

    it.each([
      ['pages/document/acme', 403, '"code":"denied"'],
      ['pages/authorized/acme', 403, '"code":"denied"'],
      ['pages/document/none', 404, "the app's page for what is missing"],
      ['pages/hidden/acme', 404, "the app's page for what is missing"],
      ['pages/document/acme?rewrite', 403, "the app's page for what is forbidden"],
    ])('shows nothing of itself to those who are refused: %s → %i', async (path, status, says) => {
      const answer = await open('other organization', path);
      expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(says)]);
      expect(answer.headers.get('cache-control')).toBe('private, no-store');
      expect(answer.text).not.toMatch(/the secret|user_owner/);
    });

    it('tells other clients than browsers in the form of an endpoint', async () => {
      const answers = await Promise.all([
        open('signed out', 'pages/document/acme', {}),
        open('other organization', 'pages/hidden/acme', {}),
      ]);
      const said = answers.map(({ status, text }) => [status, JSON.parse(text)] as const);
      expect(said).toEqual([
        [401, expect.objectContaining({ code: 'signed_out' })],
        [404, { title: 'Not Found', status: 404, code: 'not_found' }],
      ]);
    });

    it('is a 503 while there is no PDP, without its address', async () => {
      pdp().fault = 'reset';
      const { status, text } = await open('owner', 'pages/document/acme');
      expect([status, text]).toEqual([
        503,
        '{"title":"Service Unavailable","status":503,"code":"pdp_unreachable"}',
      ]);
    });

    it.each(['pages/dropped/acme', 'pages/unawaited/acme', 'open?to=/pages/unawaited/acme'])(
      'that does not wait for its guard is a fault, and not shown: %s',
      async (path) => {
        for (const caller of ['owner', 'other organization', 'signed out'] as const) {
          const { status, text } = await open(caller, path);
          expect([status, text]).toEqual([
            500,
            expect.stringContaining("the app's page for faults"),
          ]);
        }
        expect(app().output()).toContain('is not awaited, so it protects nothing');
      },
    );

    it('is broken off where a component refuses, before what it protects', async () => {
      const refused = open('other organization', 'pages/component/acme');
      const text = await refused.then(
        (answer) => answer.text,
        (error: unknown) => String(error),
      );
      expect(text).not.toMatch(/the secret|after/);
      expect((await open('owner', 'pages/component/acme')).text).toContain('the secret');
    });

    it('that asks nothing keeps its own headers', async () => {
      const { status, headers } = await open('owner', 'open');
      expect([status, headers.get('cache-control')]).toEqual([200, null]);
    });

    it('shows each of many callers at the same moment their own', async () => {
      const asked = Array.from({ length: 60 }, async (_, index) => {
        const caller = index % 2 === 0 ? 'member' : 'admin';
        const { text } = await untilAnswered(
          () => open(caller, 'pages/document/acme'),
          ({ status }) => status === 200,
        );
        return [caller, text] as const;
      });
      for (const [caller, text] of await Promise.all(asked)) {
        expect(text).toContain(`user_${caller} reads`);
        const edits = [...text.matchAll(/edit: (\w+)/g)].map(([, edit]) => edit);
        expect(edits).toEqual(caller === 'admin' ? ['true', 'true'] : ['false', 'false']);
      }
    });
  });

  describe('an endpoint without a rule', () => {
    it.each([
      ['owner', 200, '{"ran":true}'],
      ['signed out', 401, '"code":"signed_out"'],
      ['other organization', 403, '"code":"denied"'],
    ] as const)(
      'that authorizes answers as a guarded one: %s → %i',
      async (caller, status, says) => {
        const answer = await open(caller, 'unguarded/acme', {});
        expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(says)]);
      },
    );

    it('keeps its own faults', async () => {
      const { status, text } = await send({ caller: 'owner', does: 'POST /unguarded/acme' });
      expect([status, text]).toEqual([500, expect.stringContaining("the app's page for faults")]);
    });
  });
}
