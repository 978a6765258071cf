import { describe, expect, it } from 'vitest';
import { type Behaviour, untilAnswered } from './behaviour';

/** What holds for loaders and actions, in React Router and in Remix. */
export function testDataFunctions({ send }: Behaviour): void {
  const page = '/pages/acme/document';

  describe('what is not about authorization', () => {
    it.each([
      ['a redirect that is thrown', 'GET /api/control/acme?redirect', 302, ''],
      ['a redirect that is returned', 'GET /api/control/acme?return', 302, ''],
      ['a response that is thrown', 'GET /api/control/acme?missing', 404, 'no such page'],
      ['data with a status', 'GET /api/control/acme?data', 202, '{"ran":true}'],
      ['a fault of the handler', 'GET /api/control/acme', 500, 'Unexpected Server Error'],
      ['a fault of the rule', 'POST /api/control/acme', 500, 'Unexpected Server Error'],
    ] as const)('passes through to the framework: %s', async (_, does, status, text) => {
      const answer = await send({ caller: 'member', does });
      expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(text)]);
      expect(answer.text).not.toContain('"code"');
      expect(answer.headers.get('location')).toBe(status === 302 ? '/elsewhere' : null);
    });

    it.each(['GET /api/control/acme?return', 'GET /api/control/acme?data'] as const)(
      'is for this caller only, if it was guarded: %s',
      async (does) => {
        const { headers } = await send({ caller: 'member', does });
        expect(headers.get('cache-control')).toBe('private, no-store');
      },
    );
  });

  describe('a page', () => {
    it('shows what its loaders return, privately', async () => {
      const { status, headers, text } = await send({ caller: 'member', does: `GET ${page}` });
      expect(status).toBe(203);
      expect(headers.get('cache-control')).toBe('private, no-store');
      expect(text).toContain('user_member<!-- --> reads a document of <!-- -->user_owner');
    });

    it.each([
      ['signed out', 401, 'signed_out'],
      ['other organization', 403, 'denied'],
    ] as const)('shows its error boundary to those refused: %s', async (caller, status, code) => {
      const answer = await send({ caller, does: `GET ${page}` });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('cache-control')).toBe('private, no-store');
      expect(answer.text).toContain(`Refused with ${status}`);
      expect(answer.text).toContain(code);
      expect(answer.text).not.toContain('reads a document');
    });

    it('is refused to the router in the browser, too, which asks for data only', async () => {
      const answer = await send({ caller: 'other organization', does: `GET ${page}.data` });
      expect(answer.text).toContain('ErrorResponse');
      expect(answer.text).toContain('denied');
      expect(answer.text).not.toContain('user_owner');
    });

    it.each([
      ['a form that is posted', `POST ${page}`],
      ['an action that is called by the router', `POST ${page}.data`],
    ] as const)('is given a demand to verify again as data, and stays: %s', async (_, does) => {
      const answer = await send({ caller: 'owner, verified long ago', does });
      expect(answer.status).toBe(403);
      expect(answer.text).toContain('reverification-error');
      expect(answer.text).not.toContain('ErrorResponse');
      expect(answer.text).not.toContain('Refused');
      const allowed = await send({ caller: 'owner', does });
      expect(allowed.text).toContain('deleted');
      expect(allowed.text).not.toContain('reverification-error');
    });

    it('shows its error boundary to those whose action is denied', async () => {
      const answer = await send({ caller: 'member', does: `POST ${page}` });
      expect(answer.status).toBe(403);
      expect(answer.text).toContain('Refused with 403');
    });

    it.each([`GET ${page}`, `GET ${page}.data`] as const)(
      'shows each of many callers at the same moment their own: %s',
      async (does) => {
        const asked = Array.from({ length: 60 }, async (_, index) => {
          const caller = index % 2 === 0 ? 'member' : 'admin';
          // Whatever the status of data is, a refusal names nobody.
          const { text } = await untilAnswered(
            () => send({ caller, does }),
            ({ text }) => text.includes('user_'),
          );
          return { caller, seen: new Set(text.match(/user_(?:member|admin)/g)) };
        });
        for (const { caller, seen } of await Promise.all(asked)) {
          expect([...seen]).toEqual([`user_${caller}`]);
        }
      },
    );
  });
}
