import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../browser';
import { root } from '../setup/publishedPackage';
import { descendants, survivors } from './descendants';
import { type Demo, runDemo } from './runDemo';

const minutes = 60_000;
const screenshots = join(root, 'test-results');

test(
  '--once takes the tour, finds every decision as expected and leaves nothing running',
  async () => {
    const demo = await runDemo('--once');
    await demo.waitFor('HTTP PDP');
    const started = descendants(demo.pid);
    expect(await demo.ended, demo.output()).toBe(0);
    const [, good, all] = /(\d+) of (\d+) as expected/.exec(demo.output()) ?? [];
    expect(good).toBe(all);
    expect(Number(all)).toBeGreaterThan(40);
    expect(demo.output(), 'a pipe gets no colours').not.toContain('\u001b[');
    expect(started.length).toBeGreaterThan(1);
    expect(survivors(started)).toEqual([]);
  },
  3 * minutes,
);

test(
  'SIGTERM in the middle of the build ends it and all that it has started',
  async () => {
    const demo = await runDemo('--once');
    await demo.waitFor('building the app');
    const started = descendants(demo.pid);
    demo.signal('SIGTERM');
    expect(await demo.ended, demo.output()).toBe(143);
    expect(started.length).toBeGreaterThan(1);
    expect(survivors(started)).toEqual([]);
  },
  2 * minutes,
);

test('what the demo does not understand is said, and is exit code 2', async () => {
  const demo = await runDemo('--twice');
  expect(await demo.ended).toBe(2);
  expect(demo.output()).toContain("Unknown option '--twice'");
});

describe('the page', () => {
  let demo: Demo;
  let browser: Browser;
  let origin: string;

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    demo = await runDemo();
    await demo.waitFor('Ctrl-C stops everything');
    [origin = ''] = /http:\/\/localhost:\d+/.exec(demo.output()) ?? [];
    browser = await launchBrowser();
  }, 3 * minutes);

  // Here, since it needs what the demo has started, and as a test, since it is one.
  afterAll(async () => {
    await browser.close();
    const started = descendants(demo.pid);
    demo.signal('SIGINT');
    expect(await demo.ended, demo.output()).toBe(130);
    expect(started.length).toBeGreaterThan(1);
    expect(survivors(started), 'orphans after SIGINT').toEqual([]);
  }, minutes);

  async function signIn(account: string): Promise<Page> {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(origin);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: account }).click();
    await page.getByRole('heading', { name: 'Documents you can see' }).waitFor();
    return page;
  }

  const offered = (page: Page, title: string) =>
    page.getByRole('article', { name: title }).locator('button:visible, summary').allInnerTexts();

  test('shows nothing to whoever is not signed in', async () => {
    const page = await browser.newPage();
    await page.goto(origin);
    await page.getByText('You are not signed in').waitFor();
    expect(await page.getByRole('article').count()).toBe(0);
    expect(await page.content()).not.toContain('Salary bands');
    await page.screenshot({ path: join(screenshots, 'nextjs-signed-out.png') });
  });

  test('offers a member what a member may do, and nothing that is for admins', async () => {
    const page = await signIn('Ben Okafor — member of Acme');
    expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual(
      expect.arrayContaining(['Brand guide', 'Contract with Nora', 'Salary bands']),
    );
    expect(await offered(page, 'Contract with Nora')).toEqual(['Edit', 'Delete']);
    expect(await offered(page, 'Salary bands')).toEqual([]);
    expect(await page.getByText('Share', { exact: true }).count()).toBe(0);
    await page.screenshot({ path: join(screenshots, 'nextjs-member.png'), fullPage: true });
  });

  test('offers an admin everything on the documents of the organization, and only there', async () => {
    const page = await signIn('Ada Young — admin of Acme');
    expect(await offered(page, 'Contract with Nora')).toEqual(['Edit', 'Share', 'Delete']);
    expect(await offered(page, 'Launch checklist')).toEqual([]);
  });

  test('changes a document where the policy allows it, and shows the change', async () => {
    const page = await signIn('Ben Okafor — member of Acme');
    const contract = page.getByRole('article', { name: 'Contract with Nora' });
    await contract.getByText('Edit').click();
    await contract.getByLabel('Text').fill('Due in July.');
    await contract.getByRole('button', { name: 'Save' }).click();
    await contract.locator('p', { hasText: 'Due in July.' }).waitFor();
  });

  test('follows the organization that one is active in', async () => {
    const page = await signIn('Ben Okafor — member of Acme');
    await page.getByLabel('Work for').selectOption({ label: 'Globex' });
    await page.getByRole('article', { name: 'Pricing' }).waitFor();
    expect(await page.getByRole('article', { name: 'Salary bands' }).count()).toBe(0);
  });
});
