import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCleanup } from '../../examples/demo/cleanup';
import { setStage, type Stage } from '../../examples/demo/stage';
import { demoApp } from '../../examples/tanstack-start/demo/demoApp';
import { axeFindings } from '../setup/axe';
import { launchBrowser, untilItListens } from '../setup/browser';
import { root } from '../setup/publishedPackage';
import { holdFolder } from '../setup/holdFolder';

await holdFolder('examples of pages');

const minutes = 60_000;
const screenshots = join(root, 'test-results');
const cleanup = createCleanup();
let stage: Stage;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
  stage = await setStage(demoApp, cleanup);
  browser = await launchBrowser();
  cleanup.add(() => browser.close());
}, 3 * minutes);

afterAll(() => cleanup.run(), minutes);

/** Opens a page of Ben, and notes each question of the hooks to the check endpoint. */
async function openAsBen(path: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const { cookie } = stage.sandbox.signIn('user_ben', { orgId: 'org_acme' });
  await context.addCookies([{ ...cookie, url: stage.origin }]);
  const page: Page = await context.newPage();
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/cerbos')) asked.push(request.postData() ?? '');
  });
  await page.goto(stage.origin + path);
  return { page, asked };
}

test('the first paint of examples/tanstack-start has what the caller may do, without a script', async () => {
  const withoutScripts = { javaScriptEnabled: false };
  const own = await openAsBen('/documents/roadmap', withoutScripts);
  expect(await own.page.getByRole('main').getByRole('button').allInnerTexts()).toEqual([
    'Save',
    'Delete',
  ]);
  const other = await openAsBen('/documents/salaries', withoutScripts);
  await other.page.getByText('You may only read this.').waitFor();
  expect(await other.page.getByRole('main').getByRole('button').count()).toBe(0);
});

test('the hooks show the same after hydration without a question, and ask when the user comes back', async () => {
  const { page, asked } = await openAsBen('/documents/brand');
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await untilItListens(page);
  await page.getByText('You may only read this.').waitFor();
  expect(asked).toEqual([]);
  const answered = page.waitForResponse((response) => response.url().endsWith('/api/cerbos'));
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  expect(await (await answered).json()).toMatchObject({
    decisions: [{ edit: false, 'offer-delete': false }],
  });
  await page.getByLabel('Work for').selectOption({ label: 'no organization' });
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  await page.getByLabel('Work for').selectOption({ label: 'Acme' });
  await page.getByText('You may only read this.').waitFor();
  expect(problems).toEqual([]);
});

test('the pages of examples/tanstack-start are accessible', async () => {
  const list = await openAsBen('/');
  await untilItListens(list.page);
  await list.page.getByLabel('Work for').waitFor();
  await list.page.screenshot({ path: join(screenshots, 'tanstack-start.png') });
  expect(await axeFindings(list.page)).toEqual([]);
  const document = await openAsBen('/documents/roadmap');
  await untilItListens(document.page);
  await document.page.getByLabel('Work for').waitFor();
  await document.page.screenshot({ path: join(screenshots, 'tanstack-start-document.png') });
  expect(await axeFindings(document.page)).toEqual([]);
});

test('the browser gets nothing that only the server needs', () => {
  const folder = join(demoApp.folder, 'dist/client/assets');
  const scripts = readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
  expect(scripts).toContain('/api/cerbos');
  for (const secret of ['CERBOS_GRPC', 'Salary bands', 'sharedWithUsers', 'notFoundUnless']) {
    expect(scripts).not.toContain(secret);
  }
});
