import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { astroRequests } from '../../examples/astro/demo/astroRequests';
import { demoApp } from '../../examples/astro/demo/demoApp';
import { createCleanup } from '../../examples/demo/cleanup';
import { setStage, type Stage } from '../../examples/demo/stage';
import { launchBrowser } from '../setup/browser';
import { newerNode } from '../setup/newerNode';
import { descendants, survivors } from './descendants';
import { runDemoOn } from './runDemo';

const minutes = 60_000;

test(
  'the demo of examples/astro finds every answer as expected, and leaves nothing running',
  async () => {
    const demo = await runDemoOn(newerNode(), 'examples/astro/demo/demo.ts', '--once');
    await demo.waitFor('HTTP');
    const started = descendants(demo.pid);
    expect(await demo.ended, demo.output()).toBe(0);
    const all = String(astroRequests.length);
    expect(astroRequests.length).toBeGreaterThan(10);
    expect(demo.output()).toContain(`${all} of ${all} as expected`);
    expect(started.length).toBeGreaterThan(1);
    expect(survivors(started)).toEqual([]);
  },
  3 * minutes,
);

describe('the island of examples/astro', () => {
  const cleanup = createCleanup();
  let stage: Stage;
  let browser: Browser;

  beforeAll(async () => {
    stage = await setStage({ ...demoApp, executable: newerNode() }, cleanup);
    browser = await launchBrowser();
    cleanup.add(() => browser.close());
  }, 3 * minutes);
  afterAll(() => cleanup.run(), minutes);

  /** Opens a page in the browser of a person of Acme. */
  async function openAs(userId: string, path: string): Promise<Page> {
    const context = await browser.newContext();
    const { cookie } = stage.sandbox.signIn(userId, { orgId: 'org_acme' });
    await context.addCookies([{ ...cookie, url: stage.origin }]);
    const page = await context.newPage();
    await page.goto(stage.origin + path);
    return page;
  }

  test('offers the owner of a document to change it, and saves the change', async () => {
    const page = await openAs('user_ben', '/documents/contract');
    await page.getByLabel('Text').fill('Due in July.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    await page.getByRole('button', { name: 'Delete' }).waitFor();
    await page.reload();
    await page.getByRole('paragraph').getByText('Due in July.').waitFor();
  });

  test('is shown after signing in to a visitor who is sent to the sign-in page', async () => {
    const page = await browser.newPage();
    await page.goto(`${stage.origin}/documents/roadmap`);
    await page.getByRole('button', { name: 'Ben Okafor — member of Acme' }).click();
    await page.getByRole('heading', { name: 'Roadmap' }).waitFor();
    await page.getByRole('button', { name: 'Save' }).waitFor();
  });

  test('offers a reader nothing but to read', async () => {
    const page = await openAs('user_cleo', '/documents/contract');
    await page.getByText('You may only read this.').waitFor();
    expect(await page.getByRole('button', { name: /Save|Delete/ }).count()).toBe(0);
  });
});
