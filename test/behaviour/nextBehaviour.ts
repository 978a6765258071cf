import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type NextApp, startNext } from './apps/startNext';
import { testBehaviour } from './behaviour';
import { testEveryAdapter } from './everyAdapter';
import { testNextActions } from './nextActions';
import { testNextPages } from './nextPages';

/** One major of Next.js, and whether its pages may be refused as forbidden. */
interface Major {
  readonly app: NextApp;
  readonly version: string;
  readonly authInterrupts: 'on' | 'off';
}

/** What the suite expects of Next.js, whichever of its majors serves the app. */
export function testNext({ app, version, authInterrupts }: Major): void {
  const behaviour = testBehaviour((env) =>
    startNext(app, { ...env, AUTH_INTERRUPTS: authInterrupts }),
  );
  testEveryAdapter(behaviour, { missingMiddleware: 'Export clerkMiddleware() from proxy.ts' });
  testNextPages(behaviour, authInterrupts === 'on' ? 403 : 404);
  testNextActions(behaviour);
  const { pdp, send } = behaviour;

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

  describe('a route handler that is forced to be static', () => {
    it('lets nobody in, and the log says why', async () => {
      pdp().fault = 'none';
      const asked = pdp().asked;
      const { status, text } = await send({ caller: 'member', does: 'GET /api/static/acme' });
      expect([status, JSON.parse(text)]).toMatchObject([500, { code: 'missing_middleware' }]);
      expect(behaviour.app().output()).toContain("Remove dynamic = 'force-static'");
      expect(pdp().asked).toBe(asked);
    });
  });

  describe('the app', () => {
    it(`is built and served by Next.js ${version}, with nothing to complain about`, () => {
      const printed = behaviour.app().output();
      expect(printed).toContain(`▲ Next.js ${version}`);
      // As of an import that isn't there, or that the edge runtime does not know.
      expect(printed).not.toMatch(/warning|attempted import|not supported in the edge runtime/i);
    });

    it('offers to the browser the actions that it exports, and none of what they guard', async () => {
      const manifest = new URL(
        `./apps/${app}/.next/server/server-reference-manifest.json`,
        import.meta.url,
      );
      // As Next.js writes it: every server action by its id.
      const { node } = JSON.parse(await readFile(manifest, 'utf8')) as {
        readonly node: Readonly<Record<string, { readonly exportedName: string }>>;
      };
      const { text } = await send({ caller: 'member', does: 'GET /actions/acme' });
      const ids = /<code>(.*?)<\/code>/.exec(text)?.[1]?.match(/[\da-f]{40,}/g);
      const names = Object.values(node).map(({ exportedName }) => exportedName);
      expect(Object.keys(node).sort()).toEqual(ids?.sort());
      expect(names).toContain('rename');
    });
  });
}
