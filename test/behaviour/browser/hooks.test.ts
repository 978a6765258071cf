import type { Clerk } from '@clerk/clerk-js';
import type { Browser, BrowserContext, JSHandle, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ClerkSandbox, startClerkSandbox } from '../../../src/testing';
import { launchBrowser } from '../../setup/browser';
import { usePdp } from '../../setup/pdp';
import { type HooksBuild, startHooksSite } from './startHooksSite';

declare global {
  interface Window {
    Clerk?: Clerk;
    renders: string[];
    invalidate: () => void;
    reactVersion: string;
  }
}

const organizations = ['acme', 'globex'].map((slug) => ({ id: `org_${slug}`, name: slug, slug }));
const person = { lastName: 'Example', email: 'person@example.test' };
const users = [
  {
    ...person,
    id: 'user_both',
    firstName: 'Both',
    memberships: { org_acme: { role: 'org:admin' }, org_globex: { role: 'org:member' } },
  },
  {
    ...person,
    id: 'user_stranger',
    firstName: 'Stranger',
    memberships: { org_globex: { role: 'org:member' } },
  },
];

/** A render may show only what its own user may do in its own organization. */
function leaks(renders: readonly string[]): string[] {
  return renders.filter((line) => {
    const [, who = ''] = /^(.*?): /.exec(line) ?? [];
    return (
      (line.includes('acme yes') && !who.endsWith('@org_acme')) ||
      (line.includes('globex yes') && !who.endsWith('@org_globex'))
    );
  });
}

/** Lines that stand behind one another once. */
const distinct = (lines: readonly string[]) =>
  lines.filter((line, index) => line !== lines[index - 1]);

const builds: [string, string, HooksBuild][] = [
  ['@clerk/react on React 19', '19', { modules: 'node_modules', clerk: '@clerk/react' }],
  [
    'what the SDK of Remix is made of, on React 18',
    '18',
    { modules: 'examples/remix/node_modules', clerk: '@clerk/clerk-react' },
  ],
];

describe.each(builds)('the hooks in a real browser, with %s', (_, major, built) => {
  const pdp = usePdp();
  let sandbox: ClerkSandbox;
  let browser: Browser;
  let site: Awaited<ReturnType<typeof startHooksSite>>;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    sandbox = await startClerkSandbox({ users, organizations });
    browser = await launchBrowser();
    site = await startHooksSite(sandbox, pdp(), built);
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([site.close(), sandbox.close()]);
  });
  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
    complaints = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    site.asked.splice(0);
  });
  afterEach(() => context.close());

  async function signIn(userId: string, orgId: string) {
    const { cookie } = sandbox.signIn(userId, { orgId });
    await context.addCookies([{ ...cookie, url: site.origin }]);
  }
  const shows = (line: string) => page.locator('output', { hasText: line }).waitFor();
  const rendered = () => page.evaluate(() => window.renders.splice(0));
  /** The page's clerk-js; Clerk's SDK has put it there. */
  const clerkJs = async () =>
    (await page.evaluateHandle(() => window.Clerk)) as unknown as JSHandle<Clerk>;
  const activate = async (organization: string) =>
    (await clerkJs()).evaluate((clerk, id) => clerk.setActive({ organization: id }), organization);

  it('ask thirty questions in one request, in Strict Mode', async () => {
    await signIn('user_both', 'org_acme');
    await page.goto(site.page());
    await shows('user_both@org_acme: acme yes, globex no');
    expect(await page.evaluate(() => window.reactVersion)).toMatch(new RegExp(`^${major}\\.`));
    expect(await page.locator('li').count()).toBe(30);
    expect(await page.locator('li', { hasText: 'yes' }).allInnerTexts()).toEqual([
      'acme view: yes',
      'acme edit: yes',
      'public view: yes',
      'public edit: yes',
      'public read: yes',
    ]);
    expect(site.asked).toHaveLength(1);
    expect(site.asked[0]?.headers).not.toHaveProperty('authorization');
    expect(complaints).toEqual([]);
  });

  it('show nobody, at no render, what is of another organization, user or nobody', async () => {
    await signIn('user_both', 'org_acme');
    await page.goto(site.page());
    await shows('user_both@org_acme: acme yes, globex no');
    await rendered();

    await activate('org_globex');
    await shows('user_both@org_globex: acme no, globex yes');
    const switched = await rendered();
    expect(leaks(switched)).toEqual([]);
    console.log(`An organization is switched:\n  ${distinct(switched).join('\n  ')}`);

    await (
      await clerkJs()
    ).evaluate(async (clerk, ticket) => {
      const attempt = await clerk.client?.signIn.create({ strategy: 'ticket', ticket });
      const session = attempt?.createdSessionId ?? '';
      await clerk.setActive({ session, organization: 'org_globex' });
    }, sandbox.createSignInToken('user_stranger'));
    await shows('user_stranger@org_globex: acme no, globex yes');
    expect(leaks(await rendered())).toEqual([]);

    await (await clerkJs()).evaluate((clerk) => clerk.signOut(() => undefined));
    await shows('nobody@: acme no, globex no');
    const out = await rendered();
    expect(leaks(out)).toEqual([]);
    console.log(`Somebody signs out:\n  ${distinct(out).join('\n  ')}`);
  });

  it('follow a sign-out in another tab', async () => {
    await signIn('user_both', 'org_acme');
    await page.goto(site.page());
    await shows('user_both@org_acme: acme yes, globex no');
    await rendered();
    const other = await context.newPage();
    await other.goto(site.page());
    await other.locator('output', { hasText: 'acme yes' }).waitFor();
    await other.evaluate(() => window.Clerk?.signOut(() => undefined));
    await page.locator('output', { hasText: 'nobody@: acme no, globex no' }).waitFor();
    expect(leaks(await rendered())).toEqual([]);
  });

  it('neither ask nor flicker when the token is refreshed', async () => {
    await signIn('user_both', 'org_acme');
    await page.goto(site.page());
    await shows('acme yes');
    await rendered();
    await (await clerkJs()).evaluate((clerk) => clerk.session?.getToken({ skipCache: true }));
    await (
      await clerkJs()
    ).evaluate(async (clerk) => {
      await clerk.session?.touch();
    });
    const others = (await rendered()).filter((line) => !line.endsWith('acme yes, globex no'));
    expect(others).toEqual([]);
    expect(site.asked).toHaveLength(1);
  });

  it('carry the token to another site, and no cookie', async () => {
    await signIn('user_both', 'org_acme');
    await page.goto(site.page(site.otherSite));
    await shows('user_both@org_acme: acme yes, globex no');
    expect(site.asked).toHaveLength(1);
    expect(site.asked[0]?.headers).toMatchObject({
      authorization: expect.stringMatching(/^Bearer ey/),
    });
    expect(site.asked[0]?.headers).not.toHaveProperty('cookie');
  });

  it('ask by token where the cookie belongs to the organization of another tab', async () => {
    await signIn('user_both', 'org_acme');
    await page.goto(site.page());
    await shows('user_both@org_acme: acme yes, globex no');
    const other = await context.newPage();
    await other.goto(site.page());
    await other.locator('output', { hasText: 'acme yes' }).waitFor();
    // Playwright gives every page the focus, and clerk-js writes the cookie of whichever has it. A
    // tab that lies behind another one has none, and leaves the cookie to the one in front.
    await page.evaluate(() => Object.assign(document, { hasFocus: () => false }).title);
    await other.evaluate(() => window.Clerk?.setActive({ organization: 'org_globex' }));
    await other.locator('output', { hasText: 'acme no, globex yes' }).waitFor();
    await rendered();
    site.asked.splice(0);
    const answered = page.waitForResponse(
      (answer) => answer.url().endsWith('/api/cerbos') && answer.status() === 200,
    );
    await page.evaluate(() => window.invalidate());
    await answered;
    expect(site.asked.map(({ headers }) => 'authorization' in headers)).toEqual([false, true]);
    await shows('user_both@org_acme: acme yes, globex no');
    expect(leaks(await rendered())).toEqual([]);
  });

  it('show an outage as an error, never as an allow, and recover by themselves', async () => {
    await signIn('user_both', 'org_acme');
    await page.goto(site.page());
    await shows('acme yes');
    await pdp().kill('SIGKILL');
    await page.evaluate(() => window.invalidate());
    await shows('acme pdp_unreachable (503), globex pdp_unreachable (503)');
    expect(await page.locator('li', { hasText: 'yes' }).count()).toBe(0);
    await pdp().restart();
    await shows('acme yes, globex no');
  });
});
