import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCleanup } from '../../examples/demo/cleanup';
import { setStage, type Stage } from '../../examples/demo/stage';
import { demoApp as reactRouter } from '../../examples/react-router/demo/demoApp';
import { demoApp as remix } from '../../examples/remix/demo/demoApp';
import { demoApp as tanStackStart } from '../../examples/tanstack-start/demo/demoApp';
import { launchBrowser, untilItListens } from '../setup/browser';
import { root } from '../setup/publishedPackage';
import { holdFolder } from '../setup/holdFolder';

await holdFolder('examples of pages');

const minutes = 60_000;
const screenshots = join(root, 'test-results');
const apps = [
  ['react-router', reactRouter],
  ['remix', remix],
  ['tanstack-start', tanStackStart],
] as const;

type SignIn = Parameters<Stage['sandbox']['signIn']>;

const acme = { orgId: 'org_acme' };
const titles = (page: Page) => page.getByRole('heading', { level: 2 }).allInnerTexts();

describe.each(apps)('the pages of examples/%s', (name, app) => {
  const cleanup = createCleanup();
  let stage: Stage;
  let browser: Browser;

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    stage = await setStage(app, cleanup);
    browser = await launchBrowser();
    cleanup.add(() => browser.close());
  }, 3 * minutes);

  afterAll(() => cleanup.run(), minutes);

  /** Opens a page in the browser of somebody who is signed in. */
  async function openAs(path: string, ...signIn: SignIn): Promise<Page> {
    const context = await browser.newContext();
    const { cookie } = stage.sandbox.signIn(...signIn);
    await context.addCookies([{ ...cookie, url: stage.origin }]);
    const page = await context.newPage();
    await page.goto(stage.origin + path);
    await untilItListens(page);
    return page;
  }

  test('shows nothing to whoever is not signed in, until they sign in as somebody', async () => {
    const page = await browser.newPage();
    await page.goto(stage.origin);
    await page.getByRole('heading', { name: 'You are not signed in' }).waitFor();
    expect(await page.content()).not.toContain('Salary bands');
    await untilItListens(page);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Gus Lindt — admin of Globex' }).click();
    await page.getByRole('heading', { name: 'Documents you can see' }).waitFor();
    expect(await titles(page)).toEqual(['Brand guide', 'Launch checklist', 'Pricing']);
    await untilItListens(page);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'You are not signed in' }).waitFor();
    expect(await page.getByRole('article').count()).toBe(0);
  });

  test('shows a member what a member may see, and changes it where the policy allows it', async () => {
    const page = await openAs('/', 'user_ben', acme);
    expect(await titles(page)).toEqual([
      'Brand guide',
      'Contract with Nora',
      'Launch checklist',
      'Roadmap',
      'Salary bands',
    ]);
    await page.getByLabel('Work for').waitFor();
    await page.screenshot({ path: join(screenshots, `${name}-member.png`), fullPage: true });
    await page.getByRole('link', { name: 'Contract with Nora' }).click();
    await page.getByLabel('Text').fill('Due in July.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    await page.getByRole('article').getByText('Due in July.').waitFor();
    await page.screenshot({ path: join(screenshots, `${name}-edit.png`), fullPage: true });
  });

  test('offers no more than what the policy allows, and follows the organization', async () => {
    const page = await openAs('/documents/salaries', 'user_ben', acme);
    await page.getByText('You may only read this.').waitFor();
    expect(await page.getByRole('main').getByRole('button').count()).toBe(0);
    await page.getByLabel('Work for').selectOption({ label: 'Globex' });
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
    expect(await page.getByRole('main').innerText()).not.toContain('From A to C');
  });

  test('deletes for whoever verified an hour ago once they have verified again', async () => {
    const factorVerificationAge = [60, -1] as const;
    const page = await openAs('/documents/brand', 'user_ada', { ...acme, factorVerificationAge });
    const remove = page.getByRole('button', { name: 'Delete Brand guide' });
    await remove.click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await remove.click();
    await page.getByLabel('Password').fill('correct horse');
    await page.screenshot({ path: join(screenshots, `${name}-step-up.png`) });
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Documents you can see' }).waitFor();
    expect(await titles(page)).not.toContain('Brand guide');
  });

  test('shows nothing while Cerbos is down, and everything again when it is back', async () => {
    const page = await openAs('/', 'user_ben', acme);
    await stage.pdp.kill('SIGKILL');
    expect((await page.reload())?.status()).toBe(503);
    await page.getByRole('heading', { name: 'This can’t be decided right now' }).waitFor();
    expect(await page.getByRole('article').count()).toBe(0);
    await page.screenshot({ path: join(screenshots, `${name}-refusal.png`) });
    await stage.pdp.restart();
    await untilItListens(page);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('link', { name: 'Salary bands' }).waitFor();
  });
});
