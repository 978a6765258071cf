import { describe, expect, it } from 'vitest';
import type { Behaviour } from './behaviour';

type Send = Pick<Behaviour, 'send'>;

/** What holds for pages that hide themselves from strangers. `refused` is the status of members. */
export function testHiddenPages({ send }: Send, refused: 403 | 404): void {
  const open = (caller: Parameters<typeof send>[0]['caller'], path: `/${string}`) =>
    send({ caller, does: `GET ${path}` });

  describe('a page that says notFoundUnless', () => {
    it('is there for who may, refused for who may view, and not found for all others', async () => {
      const owner = await open('owner', '/tenant/acme');
      expect([owner.status, owner.text]).toEqual([200, expect.stringContaining('edits')]);
      expect((await open('member', '/tenant/acme')).status).toBe(refused);
      expect((await open('signed out', '/tenant/acme')).status).toBe(307);
      for (const path of ['/tenant/acme', '/tenant/none'] as const) {
        const stranger = await open('other organization', path);
        expect(stranger.status).toBe(404);
        expect(stranger.text).toContain('There is no such page.');
      }
    });

    it.each([
      ['a page', 'GET', {}, 'text/html'],
      ['the head of a page', 'HEAD', {}, 'text/html'],
      ['the payload of a page', 'GET', { rsc: '1' }, 'text/x-component'],
    ] as const)('sends strangers the same as if there were none: %s', async (...args) => {
      const [, method, headers, type] = args;
      const visit = async (path: '/tenant/acme' | '/tenant/none') => {
        // Without this parameter, Next.js redirects who asks for a payload.
        const does = `${method} ${path}?_rsc=` as const;
        const answer = await send({ caller: 'other organization', does, headers });
        expect(answer.headers.get('content-type')).toContain(type);
        const sent = { ...Object.fromEntries(answer.headers), date: '' };
        // Next.js gives each render a random id, and cuts it wherever it had to wait.
        const text = answer.text
          .replaceAll(/"[\w-]{21}[vm]"/g, '"id"')
          .replaceAll('"])</script><script>self.__next_f.push([1,"', '');
        return JSON.stringify([answer.status, sent, text]);
      };
      const hidden = await visit('/tenant/acme');
      expect(hidden.replaceAll('acme', 'none')).toBe(await visit('/tenant/none'));
    });
  });
}
