import { describe, expect, it } from 'vitest';
import { startServer } from './apps/startServer';
import { testBehaviour } from './behaviour';
import { testEveryAdapter } from './everyAdapter';

/** Runs the table, and what is particular to Express, on one of its majors. */
export function testExpress(express: 'express' | 'express-4'): void {
  const behaviour = testBehaviour((env) => startServer('express', { ...env, EXPRESS: express }));
  testEveryAdapter(behaviour, { missingMiddleware: 'app.use(clerkMiddleware())' });
  const { app, send } = behaviour;
  const get = (path: string) => send({ caller: 'member', does: `GET /api/${path}/acme` });

  describe('an error that is not ours', () => {
    it.each([
      ['of a handler', 'fault/handler', 'of the handler'],
      ['of an async handler', 'fault/async', 'of the async handler'],
      ['of the rule', 'fault/rule', 'of the rule'],
      ['that is nothing at all', 'nothing', 'A value that is not an error was thrown: undefined'],
      [
        'that Express would take for a word of its own',
        'word',
        'A value that is not an error was thrown: route',
      ],
      ['that the rule hands on', 'handed-on', 'handed on'],
      ['that onDenied hands on', 'next-error', 'teapot'],
    ])("goes to the app's own error handler: one %s", async (_, path, fault) => {
      const { status, text } = await get(path);
      expect([status, JSON.parse(text)]).toEqual([500, { fault }]);
      expect(app().output()).not.toContain(`ran /${path}`);
    });
  });

  describe('the check endpoint, after express.json()', () => {
    const post = (body: string) =>
      fetch(`${app().origin}/api/parsed`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });

    it('answers what was parsed already', async () => {
      const checks = [{ kind: 'document', id: 'acme', actions: ['view'] }];
      const answer = await post(JSON.stringify({ checks }));
      expect([answer.status, await answer.json()]).toEqual([200, { decisions: [{ view: false }] }]);
    });

    it('refuses what it would refuse unparsed', async () => {
      const deep = `{"a":${'['.repeat(9_000)}${']'.repeat(9_000)}}`;
      const check = `{"kind":"mirror","id":"1","actions":["look"],"attr":${deep}}`;
      expect((await post(`{"checks":[${check}]}`)).status).toBe(400);
      expect((await post('{"checks":[],"__proto__":{"checks":[1]}}')).status).toBe(400);
      expect((await post(`{"checks":["${'x'.repeat(70_000)}"]}`)).status).toBe(413);
    });
  });

  describe('a handler that is refused', () => {
    it.each([
      ['onDenied calls next', 'next', 403],
      ['onDenied calls next for another route', 'next-route', 403],
      ['onDenied answers later', 'sent-later', 418],
      ['the rule answers by itself', 'answered', 302],
    ])('does not run, even if %s', async (_, path, status) => {
      expect((await get(path)).status).toBe(status);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(app().output()).not.toContain(`ran /${path}`);
    });
  });

  describe('after the guard has let a request pass', () => {
    it('authorize is answered by the errorHandler, without headers of the draft', async () => {
      const { status, headers, text } = await get('after');
      expect([status, JSON.parse(text)]).toMatchObject([403, { code: 'denied', action: 'edit' }]);
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(headers.get('cache-control')).toBe('private, no-store');
      expect(headers.get('etag')).toBeNull();
      expect(app().output()).not.toContain('ran /after');
    });

    it('half an answer is cut off, and not taken for all of it', async () => {
      await expect(get('half')).rejects.toThrow();
    });
  });
}
