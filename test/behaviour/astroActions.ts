import { describe, expect, it } from 'vitest';
import { type Behaviour, credentials } from './behaviour';
import { callers, type Caller } from './people';

/** What holds for the actions of Astro. */
export function testAstroActions({ app, clerk, pdp }: Behaviour): void {
  const post = async (caller: Caller, path: string, body: string, type: string, more = {}) => {
    const token = callers[caller](clerk());
    const response = await fetch(`${app().origin}${path}`, {
      method: 'POST',
      body,
      headers: {
        'content-type': type,
        ...(token === undefined ? {} : credentials(token, 'cookie')),
        origin: app().origin,
        ...more,
      },
    });
    return { status: response.status, text: await response.text() };
  };
  /** As `actions.<name>(input)` does in the browser. */
  const call = (caller: Caller, name: string, input: object, more = {}) =>
    post(caller, `/_actions/${name}`, JSON.stringify(input), 'application/json', more);

  describe('an action', () => {
    it('runs with the grant of its rule', async () => {
      const { status, text } = await call('owner', 'remove', { id: 'acme' });
      expect(status).toBe(200);
      expect(text).toContain('"user_owner"');
    });

    it('has its input validated before the rule judges it', async () => {
      const before = pdp().asked;
      const invalid = await call('owner', 'remove', { id: 7 });
      expect([invalid.status, invalid.text]).toEqual([
        400,
        expect.stringContaining('AstroActionInputError'),
      ]);
      expect(pdp().asked).toBe(before);
      // What the rule sees is what the validation made of it.
      const trimmed = await call('owner', 'remove', { id: '  acme ' });
      expect([trimmed.status, trimmed.text]).toEqual([200, expect.stringContaining('"acme"')]);
    });

    it.each([
      ['signed out', 'remove', 'acme', 401, 'UNAUTHORIZED', 'Unauthorized'],
      ['member', 'remove', 'acme', 403, 'FORBIDDEN', 'Forbidden'],
      ['member', 'remove', 'none', 404, 'NOT_FOUND', 'Not Found'],
      ['member', 'hide', 'globex', 404, 'NOT_FOUND', 'Not Found'],
      ['owner', 'drop', 'acme', 500, 'INTERNAL_SERVER_ERROR', 'Internal Server Error'],
      ['owner', 'fail', 'acme', 500, 'INTERNAL_SERVER_ERROR', 'a fault of the app'],
    ] as const)(
      'is refused with an ActionError: %s, %s %s → %i',
      async (caller, name, id, status, code, message) => {
        const answer = await call(caller, name, { id });
        expect(answer.status).toBe(status);
        expect(JSON.parse(answer.text)).toMatchObject({
          type: 'AstroActionError',
          ...{ code, status, message },
        });
      },
    );

    it('is a 503 while there is no PDP, without its address', async () => {
      pdp().fault = 'reset';
      const { status, text } = await call('owner', 'hide', { id: 'acme' });
      pdp().fault = 'none';
      expect([status, text]).toEqual([503, expect.stringContaining('SERVICE_UNAVAILABLE')]);
      expect(text).not.toContain('127.0.0.1');
    });

    it('returns a demand to verify the session again as its data', async () => {
      const { status, text } = await call('owner, verified long ago', 'remove', { id: 'acme' });
      expect([status, text]).toEqual([200, expect.stringContaining('reverification-error')]);
      expect(text).not.toContain('removed');
    });

    it('refuses a page of another origin', async () => {
      const elsewhere = { origin: 'https://evil.example' };
      const { status, text } = await call('owner', 'remove', { id: 'acme' }, elsewhere);
      expect([status, JSON.parse(text)]).toEqual([
        403,
        expect.objectContaining({ code: 'FORBIDDEN', problem: expect.anything() as unknown }),
      ]);
    });
  });

  describe('the action of a form', () => {
    const form = 'application/x-www-form-urlencoded';
    const said = (text: string) => JSON.parse(/<p>(\{.*\})<\/p>/.exec(text)?.[1] ?? '') as unknown;
    const publish = (caller: Caller) =>
      post(caller, '/pages/publish/acme?_action=publish&first=acme', 'id=acme', form);

    it('tells its page why it was refused', async () => {
      const { status, text } = await publish('member');
      expect(status).toBe(403);
      expect(said(text)).toEqual({
        ...{ first: false, code: 'FORBIDDEN', message: 'Forbidden', after: false },
      });
    });

    it('is refused if a field of it reads otherwise the second time', async () => {
      const rename = (body: string) => post('owner', '/_actions/rename', body, form);
      const allowed = await rename('id=acme');
      expect([allowed.status, allowed.text]).toEqual([200, expect.stringContaining('acme')]);
      const refused = await rename('id=acme&id=globex');
      expect([refused.status, refused.text]).toEqual([
        500,
        expect.stringContaining('INTERNAL_SERVER_ERROR'),
      ]);
      expect(refused.text).not.toContain('globex');
    });

    it('shares no answers with the page after it, which shows what has changed', async () => {
      const { status, text } = await publish('owner');
      expect(status).toBe(200);
      expect(said(text)).toEqual({ first: false, data: { before: false }, after: true });
    });
  });
}
