import type { Clerk } from '@clerk/clerk-js';
import type { Browser, BrowserContext, JSHandle, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ClerkSandbox, startClerkSandbox } from '../../src/testing';
import { startSite } from '../behaviour/browser/startSite';
import { launchBrowser } from '../setup/browser';
import { usePdp } from '../setup/pdp';
import { browserPages, buildBrowserPages } from './browserPages';

declare global {
  interface Window {
    /** Shows the button of a document. */
    show: (id: string) => void;
  }
}

const organizations = ['acme', 'globex'].map((slug) => ({ id: `org_${slug}`, name: slug, slug }));
const users = [
  {
    id: 'user_both',
    firstName: 'Both',
    lastName: 'Example',
    email: 'person@example.test',
    memberships: { org_acme: { role: 'org:admin' }, org_globex: { role: 'org:member' } },
  },
];

const pdp = usePdp();
let sandbox: ClerkSandbox;
let browser: Browser;
let site: Awaited<ReturnType<typeof startSite>>;

beforeAll(async () => {
  sandbox = await startClerkSandbox({ users, organizations });
  site = await startSite(sandbox, pdp(), await buildBrowserPages());
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await Promise.all([site.close(), sandbox.close()]);
});

/** A render may show only what its own user may do in its own organization. */
const leaks = (renders: readonly string[]) =>
  renders.filter((line) =>
    ['acme', 'globex'].some(
      (name) => line.includes(`${name} yes`) && !line.includes(`@org_${name}: `),
    ),
  );

describe.each(Object.entries(browserPages))('the store in a page with %s', (_, { guide }) => {
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
    complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    site.asked.splice(0);
  });
  afterEach(() => context.close());

  const open = (of = page) => of.goto(`${site.origin}/${guide}/?key=${sandbox.publishableKey}`);
  const shows = (line: string, of = page) => of.locator('output', { hasText: line }).waitFor();
  const button = (state: 'enabled' | 'disabled') => page.locator(`button:${state}`).waitFor();
  const rendered = () => page.evaluate(() => window.renders.splice(0));
  /** The page's clerk-js. */
  const clerkJs = async (of = page) =>
    (await of.evaluateHandle(() => window.Clerk)) as unknown as JSHandle<Clerk>;
  const activate = async (organization: string, of = page) =>
    (await clerkJs(of)).evaluate(
      (clerk, id) => clerk.setActive({ organization: id }),
      organization,
    );
  async function signIn() {
    const { cookie } = sandbox.signIn('user_both', { orgId: 'org_acme' });
    await context.addCookies([{ ...cookie, url: site.origin }]);
    await open();
    await shows('user_both@org_acme: acme yes, globex no');
  }

  it('asks all of it in one request, and shows the button of an allowed action', async () => {
    await signIn();
    await button('enabled');
    expect(site.asked).toHaveLength(1);
    expect(site.asked[0]?.headers).not.toHaveProperty('authorization');
    await page.evaluate(() => window.show('globex'));
    await button('disabled');
    await page.evaluate(() => window.show('acme'));
    await button('enabled');
    expect(complaints).toEqual([]);
  });

  it('shows at no render what another organization or user may do', async () => {
    await signIn();
    await activate('org_globex');
    await shows('user_both@org_globex: acme no, globex yes');
    await button('disabled');
    await activate('org_acme');
    await shows('user_both@org_acme: acme yes, globex no');
    await button('enabled');
    await (await clerkJs()).evaluate((clerk) => clerk.signOut(() => undefined));
    await shows('nobody@: acme no, globex no');
    await button('disabled');
    const lines = await rendered();
    expect(lines.length).toBeGreaterThan(5);
    expect(leaks(lines)).toEqual([]);
  });

  it('follows a sign-out in another tab', async () => {
    await signIn();
    const other = await context.newPage();
    await open(other);
    await shows('acme yes', other);
    await (await clerkJs(other)).evaluate((clerk) => clerk.signOut(() => undefined));
    await shows('nobody@: acme no, globex no');
    expect(leaks(await rendered())).toEqual([]);
  });

  it('asks by token where the cookie belongs to the organization of another tab', async () => {
    await signIn();
    const other = await context.newPage();
    await open(other);
    await shows('acme yes', other);
    // Playwright gives every page the focus, and clerk-js writes the cookie of whichever has it.
    await page.evaluate(() => Object.assign(document, { hasFocus: () => false }).title);
    await activate('org_globex', other);
    await shows('acme no, globex yes', other);
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

  it('neither asks nor flickers when the token is refreshed', async () => {
    await signIn();
    await rendered();
    await (
      await clerkJs()
    ).evaluate(async (clerk) => {
      await clerk.session?.getToken({ skipCache: true });
      await clerk.session?.touch();
    });
    const others = (await rendered()).filter((line) => !line.endsWith('acme yes, globex no'));
    expect([others, site.asked.length]).toEqual([[], 1]);
  });

  it('shows an outage as an error, never as an allow, and recovers by itself', async () => {
    await signIn();
    await pdp().kill('SIGKILL');
    await page.evaluate(() => window.invalidate());
    await shows('acme pdp_unreachable (503), globex pdp_unreachable (503)');
    await button('disabled');
    await pdp().restart();
    await shows('acme yes, globex no');
    await button('enabled');
  });
});
