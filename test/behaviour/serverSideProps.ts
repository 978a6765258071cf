import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { encodedIds } from './apps/documents';
import { type Behaviour, untilAnswered } from './behaviour';
import type { Caller } from './people';

/** What holds for pages of the Pages Router, whether a browser loads them or only their data. */
export function testServerSideProps({ clerk, pdp, send }: Behaviour): void {
  const signInUrl = () => clerk().env.NEXT_PUBLIC_CLERK_SIGN_IN_URL;
  const open = (caller: Caller, path: `/${string}`, by: 'header' | 'cookie' = 'cookie') =>
    send({ caller, does: `GET ${path}`, by });
  const dataOf = async (path: string): Promise<`/${string}`> => {
    const id = new URL('./apps/nextjs-pages/.next/BUILD_ID', import.meta.url);
    const [page = '', query] = path.split('?');
    return `/_next/data/${(await readFile(id, 'utf8')).trim()}${page}.json${query === undefined ? '' : `?${query}`}`;
  };

  beforeEach(() => {
    pdp().fault = 'none';
  });

  it('a page that another site posts to is not found, with the session of a cookie', async () => {
    const does = 'POST /documents/acme' as const;
    const sent = { caller: 'member', does, by: 'cookie' } as const;
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const asked = pdp().asked;
    expect((await send({ ...sent, headers })).status).toBe(404);
    expect(pdp().asked).toBe(asked);
    expect((await send(sent)).text).toContain('user_member');
  });

  it('brings visitors back to this app, whatever address they claim to have opened', async () => {
    const headers = { 'x-clerk-clerk-url': 'https://evil.example/' };
    const sent = { caller: 'signed out', does: 'GET /documents/acme' } as const;
    const to = new URL((await send({ ...sent, headers })).headers.get('location') ?? '');
    const back = new URL(to.searchParams.get('redirect_url') ?? '');
    expect([back.hostname, back.pathname]).toEqual(['localhost', '/documents/acme']);
  });

  describe.each(['page', 'data'] as const)('a page of getServerSideProps, as its %s', (as) => {
    const visit = async (caller: Caller, path: `/${string}`) =>
      open(caller, as === 'page' ? path : await dataOf(path));

    it('shows whoever may see it what it is, privately', async () => {
      const { status, headers, text } = await visit('member', '/documents/acme');
      expect(status).toBe(200);
      expect(text).toMatch(/user_member/);
      expect(headers.get('cache-control')).toBe('private, no-store');
    });

    it.each(encodedIds)('is about the document that its address encodes: %s', async (id) => {
      const { status, text } = await visit('owner', `/documents/${encodeURIComponent(id)}`);
      expect([status, text]).toEqual([200, expect.stringContaining(JSON.stringify(id))]);
    });

    it.each(['signed out', 'owner, expired', 'owner, forged', 'owner, pending'] as const)(
      'sends to sign in who is not signed in: %s',
      async (caller) => {
        const { status, headers, text } = await visit(caller, '/documents/acme?page=2');
        // The router in the browser is told in the data where to go.
        const told = JSON.parse(as === 'page' ? '{}' : text) as {
          pageProps?: { __N_REDIRECT?: string };
        };
        expect(status).toBe(as === 'page' ? 307 : 200);
        const to = new URL(headers.get('location') ?? told.pageProps?.__N_REDIRECT ?? '');
        expect(to.pathname).toBe(new URL(signInUrl() ?? '', 'http://localhost').pathname);
        const back = new URL(to.searchParams.get('redirect_url') ?? '');
        expect(back.pathname).toBe('/documents/acme');
        expect(back.searchParams.get('page')).toBe('2');
        expect(text).not.toContain('reads');
        expect(headers.get('cache-control')).toBe('private, no-store');
      },
    );

    it.each([
      ['other organization', '/documents/acme'],
      ['without an organization', '/documents/acme'],
      ['other organization', '/tenant/acme'],
      // A page has no other way to refuse.
      ['member', '/tenant/acme'],
      ['member', '/documents/none'],
      ['member', '/documents/acme?nested'],
      ['owner, verified long ago', '/documents/acme?nested'],
    ] as const)('is not found for who may not: %s, %s', async (caller, path) => {
      const { status, headers, text } = await visit(caller, path);
      expect(status).toBe(404);
      expect(text).not.toContain('user_');
      expect(headers.get('cache-control')).toContain('no-store');
    });

    it('sends strangers the same as if there were none, where the rule says notFoundUnless', async () => {
      const [hidden, missing] = [
        await visit('other organization', '/tenant/acme'),
        await visit('other organization', '/tenant/none'),
      ];
      const sent = ({ status, headers, text }: typeof hidden) =>
        JSON.stringify({ status, text, headers: { ...Object.fromEntries(headers), date: '' } });
      expect(sent(hidden).replaceAll('acme', 'none')).toBe(sent(missing));
    });

    it.each(['reset', 'hang', 'html', 'missing action'] as const)(
      'is the error page, and nothing of the page, while the PDP does this: %s',
      async (fault) => {
        pdp().fault = fault;
        const { status, text } = await visit('owner', '/documents/acme');
        expect(status).toBe(500);
        expect(text).not.toContain('user_owner');
      },
    );

    it('is shown to who may where the rule says notFoundUnless', async () => {
      const { status, text } = await visit('owner', '/tenant/acme');
      expect([status, text]).toEqual([200, expect.stringContaining('acme')]);
    });

    it('may be refused as the app has it', async () => {
      const { status, text } = await visit('other organization', '/documents/acme?shown');
      expect(status).toBe(200);
      expect(text).toContain(as === 'page' ? 'refused: denied' : '"refused":"denied"');
      expect(text).not.toContain('user_');
    });

    it('passes on what is not about authorization', async () => {
      const moved = await visit('member', '/documents/acme?moved');
      expect(moved.headers.get('location') ?? moved.text).toContain('/elsewhere');
      expect((await visit('member', '/documents/acme?fault')).status).toBe(500);
    });

    it('is each visitor’s own, of many at the same moment', async () => {
      const visits = Array.from({ length: 40 }, async (_, index) => {
        const caller = (['owner', 'member', 'admin', 'other organization'] as const)[index % 4];
        const { text } = await untilAnswered(
          () => visit(caller ?? 'owner', '/documents/acme'),
          ({ status }) => status !== 500,
        );
        return { caller, seen: [...new Set(text.match(/user_\w+/g))] };
      });
      for (const { caller, seen } of await Promise.all(visits)) {
        expect(seen).toEqual(caller === 'other organization' ? [] : [`user_${caller ?? ''}`]);
      }
    });
  });
}
