import { beforeEach, describe, expect, it } from 'vitest';
import type { Behaviour } from './behaviour';

const crossSite = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
const opaque = { origin: 'null' };
const others = {
  'another site': crossSite,
  'a neighbour': { origin: 'https://blog.localhost', 'sec-fetch-site': 'same-site' },
  'another site, in an old browser': { origin: 'https://evil.example' },
  'no origin that it tells': opaque,
};
const writes = ['POST', 'PATCH', 'DELETE'] as const;

/** What holds in every adapter for writes that a page of another origin makes a browser send. */
export function testForgedWrites({ app, pdp, send }: Behaviour): void {
  beforeEach(() => {
    pdp().fault = 'none';
  });

  describe('a write with the session of a cookie', () => {
    it.each(
      Object.entries(others).flatMap(([page, headers]) =>
        writes.map((method) => [method, page, headers] as const),
      ),
    )('%s: does not run for a page of %s, and nothing is asked', async (method, _, headers) => {
      const asked = pdp().asked;
      const does = `${method} /api/documents/acme` as const;
      const answer = await send({ caller: people[method], does, by: 'cookie', headers });
      expect([answer.status, JSON.parse(answer.text)]).toEqual([
        403,
        {
          title: 'Forbidden',
          status: 403,
          code: 'other_origin',
          detail: expect.stringContaining('clientOrigins'),
        },
      ]);
      expect(answer.headers.get('cache-control')).toBe('private, no-store');
      expect(pdp().asked).toBe(asked);
    });

    it.each([
      ['the app itself', () => ({ origin: app().origin, 'sec-fetch-site': 'same-origin' })],
      ['the app itself, in an old browser', () => ({ origin: app().origin })],
      [
        'the app itself, without a referrer',
        () => ({ ...opaque, 'sec-fetch-site': 'same-origin' }),
      ],
      ['an origin that is listed', () => ({ ...crossSite, origin: 'https://app.example.test' })],
      ['nobody, but typed by hand', () => ({ ...opaque, 'sec-fetch-site': 'none' })],
      ['nobody, by a program', () => ({})],
    ])('runs for a page of %s', async (_, headers) => {
      for (const method of writes) {
        const does = `${method} /api/documents/acme` as const;
        const sent = { caller: people[method], does, by: 'cookie', headers: headers() } as const;
        expect(await send(sent)).toMatchObject({ status: 200, text: '{"ran":true}' });
      }
    });

    it('a read runs for a page of another origin, whose browser shows it to no other', async () => {
      const does = 'GET /api/documents/acme';
      const answer = await send({ caller: 'member', does, by: 'cookie', headers: crossSite });
      expect(answer.status).toBe(200);
    });
  });

  describe('a write of another origin that a browser adds no session to', () => {
    it('runs with a bearer token', async () => {
      for (const method of writes) {
        const does = `${method} /api/documents/acme` as const;
        const answer = await send({ caller: people[method], does, headers: crossSite });
        expect(answer).toMatchObject({ status: 200, text: '{"ran":true}' });
      }
    });

    it('is answered as any other of a caller who is signed out', async () => {
      const does = 'DELETE /api/documents/acme';
      const answer = await send({ caller: 'signed out', does, headers: crossSite });
      expect([answer.status, JSON.parse(answer.text)]).toMatchObject([401, { code: 'signed_out' }]);
    });

    it('is refused with a password that the browser knows, and the session of a cookie', async () => {
      // As on a server of a team that asks for both: what Clerk reads is the cookie.
      const headers = { ...crossSite, authorization: 'Basic dGVhbTpzZWNyZXQ=' };
      const does = 'PATCH /api/documents/acme';
      const answer = await send({ caller: 'admin', does, by: 'cookie', headers });
      expect([answer.status, JSON.parse(answer.text)]).toMatchObject([
        403,
        { code: 'other_origin' },
      ]);
    });
  });
}

/** Those who may. */
const people = {
  POST: 'owner, both factors just verified',
  PATCH: 'admin',
  DELETE: 'owner',
} as const;
