import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCleanup } from '../../examples/demo/cleanup';
import { people } from '../../examples/demo/people';
import type { Stage } from '../../examples/demo/stage';
import { setNextStage } from '../../examples/nextjs/demo/stage';
import { tourSteps } from '../../examples/nextjs/demo/page/tourSteps';
import { nameOf as nextjs } from '../../examples/nextjs/lib/names';
import { nameOf as reactRouter } from '../../examples/react-router/app/lib/names';
import { nameOf as remix } from '../../examples/remix/app/lib/names';
import { nameOf as tanStackStart } from '../../examples/tanstack-start/src/lib/names';
import { axeFindings } from '../setup/axe';
import { launchBrowser, untilItListens } from '../setup/browser';
import { root } from '../setup/publishedPackage';
import { holdFolder } from '../setup/holdFolder';

await holdFolder('examples/nextjs');

const minutes = 60_000;
const screenshots = join(root, 'test-results');
const desktop = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };
const cleanup = createCleanup();
let stage: Stage;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
  stage = await setNextStage(cleanup);
  browser = await launchBrowser();
  cleanup.add(() => browser.close());
}, 3 * minutes);

afterAll(() => cleanup.run(), minutes);

interface Visit extends BrowserContextOptions {
  /** The name of the button that signs in. */
  readonly as?: string;
  readonly path?: string;
  /** Open the tour, as on a first visit? */
  readonly tour?: boolean;
}

/** Opens the page in a browser of its own. */
async function visit({ as, path = '/', tour = false, ...options }: Visit): Promise<Page> {
  const context = await browser.newContext({ viewport: desktop, ...options });
  if (!tour) {
    await context.addInitScript(() => localStorage.setItem('clerk-cerbos-demo-tour', 'seen'));
  }
  const page = await context.newPage();
  await page.goto(stage.origin + path);
  await untilItListens(page);
  if (as !== undefined) await become(page, as);
  return page;
}

async function become(page: Page, name: string): Promise<void> {
  await person(page, name).click();
  await page.locator('[aria-current]', { hasText: name }).waitFor();
  await untilItListens(page);
}

const person = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Who are you?' }).getByRole('button', { name });

const matrix = (page: Page) => page.getByRole('region', { name: 'What the API answers' });

/** What the matrix says of a document: `view 200 allowed, edit 403 denied, …`, less the words. */
const statuses = async (page: Page, title: string) => {
  const cells = matrix(page).getByRole('row', { name: title }).getByRole('cell');
  const texts = await cells.allInnerTexts();
  return texts.map((text) => /\d+/.exec(text)?.[0]);
};

const step = (page: Page) => page.getByRole('dialog', { name: /./ });

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent);

test.each([
  ['Ada Lovelace', 'Roadmap', ['200', '200', '200', '403']],
  ['Ben Okafor', 'Roadmap', ['200', '200', '403', '204']],
  ['Cleo Marin', 'Roadmap', ['200', '403', '403', '403']],
  ['Gus Lindt', 'Brand guide', ['200', '403', '403', '403']],
  ['Sam Reyes', 'Roadmap', ['200', '200', '403', '403']],
])('the page says what the API answers %s about %s', async (as, title, expected) => {
  expect(await statuses(await visit({ as }), title)).toEqual(expected);
});

test('the page names no document that its visitor may not view', async () => {
  const page = await visit({ as: 'Gus Lindt' });
  expect(await matrix(page).getByRole('row', { name: '(hidden)' }).count()).toBe(3);
  expect(await page.content()).not.toContain('Salary bands');
  await become(page, 'Signed out');
  expect(await matrix(page).getByRole('row', { name: '(hidden)' }).count()).toBe(6);
});

test('whoever switches to a stranger on the page of a document gets a 404 there', async () => {
  const page = await visit({ as: 'Ada Lovelace', path: '/documents/salaries' });
  await page.getByRole('heading', { level: 1, name: 'Salary bands' }).waitFor();
  const answers: number[] = [];
  page.on('response', (response) => {
    if (response.url().endsWith('/documents/salaries')) answers.push(response.status());
  });
  await become(page, 'Gus Lindt');
  await page.getByRole('heading', { level: 1, name: 'There is nothing here' }).waitFor();
  expect(answers).toContain(404);
  expect(answers).not.toContain(200);
});

test.each([
  ['nextjs', nextjs],
  ['react-router', reactRouter],
  ['remix', remix],
  ['tanstack-start', tanStackStart],
])('the page of examples/%s calls people by the names that they have at Clerk', (_, nameOf) => {
  for (const { id, firstName, lastName } of people) {
    expect(nameOf(id)).toBe(`${firstName} ${lastName}`);
  }
});

test('the tour opens on a first visit, leads through all its steps, and is not seen again', async () => {
  const page = await visit({ tour: true });
  for (const [index, { title, about }] of tourSteps.entries()) {
    await page.getByText(`Step ${index + 1} of ${tourSteps.length}`).waitFor();
    expect(await focused(page)).toBe(title);
    await page.locator(about).waitFor();
    expect(await page.locator(about).evaluate((part) => getComputedStyle(part).outlineStyle)).toBe(
      'solid',
    );
    await untilItListens(page);
    if (index + 1 < tourSteps.length) await page.keyboard.press('ArrowRight');
  }
  await page.keyboard.press('ArrowLeft');
  await page.getByText(`Step ${tourSteps.length - 1} of`).waitFor();
  await page.keyboard.press('Escape');
  await step(page).waitFor({ state: 'detached' });
  expect(await focused(page)).toContain('Take the tour');
  await page.reload();
  await untilItListens(page);
  expect(await step(page).count()).toBe(0);
  await page.getByRole('button', { name: 'Take the tour' }).press('Enter');
  await page.getByText('Step 1 of').waitFor();
  await page.getByRole('button', { name: 'Skip' }).click();
  expect(await focused(page)).toContain('Take the tour');
});

const visits: [string, Visit][] = [
  ['a visitor', {}],
  ['a visitor in the tour', { tour: true }],
  ['an admin', { as: 'Ada Lovelace' }],
  ['support', { as: 'Sam Reyes' }],
  ['a stranger', { as: 'Gus Lindt', path: '/documents/salaries' }],
];

test.each(visits)(
  'axe finds nothing for %s, in the light, in the dark and on a phone',
  async (_, how) => {
    const page = await visit(how);
    for (const viewport of [desktop, phone]) {
      await page.setViewportSize(viewport);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await axeFindings(page), `${viewport.width} ${colorScheme}`).toEqual([]);
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
    }
  },
);

test('axe finds nothing in the open inspector', async () => {
  const page = await visit({ as: 'Cleo Marin' });
  await page.getByRole('button', { name: /^Cerbos \d+ allowed/ }).click();
  await page
    .getByRole('region', { name: 'Decisions of Cerbos' })
    .locator('tbody')
    .first()
    .waitFor();
  expect(await axeFindings(page)).toEqual([]);
});

/** Keeps a screenshot. `SCREENSHOTS=docs/public` puts it where the documentation has it, too. */
async function keep(page: Page, name: string): Promise<void> {
  const path = join(screenshots, name);
  await page.screenshot({ path });
  const png = readFileSync(path);
  const { width, height } = page.viewportSize() ?? desktop;
  // https://www.w3.org/TR/png/#11IHDR
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([width, height]);
  expect(png.length).toBeGreaterThan(20_000);
  expect(png.length).toBeLessThan(200_000);
  const { SCREENSHOTS: folder } = process.env;
  if (!folder) return;
  mkdirSync(join(root, folder), { recursive: true });
  copyFileSync(path, join(root, folder, name));
}

test('makes the screenshots of the documentation', async () => {
  const light = await visit({ as: 'Ada Lovelace' });
  await light.getByLabel('Work for').waitFor();
  await keep(light, 'demo-light.png');

  const dark = await visit({ as: 'Sam Reyes', colorScheme: 'dark' });
  await dark.getByLabel('Work for').waitFor();
  await dark.getByRole('button', { name: /^Cerbos \d+ allowed/ }).click();
  await dark.getByLabel('only what is denied').check();
  await keep(dark, 'demo-dark.png');

  const tour = await visit({ tour: true });
  for (const [index] of tourSteps.slice(0, 2).entries()) {
    await tour.getByText(`Step ${index + 1} of`).waitFor();
    await untilItListens(tour);
    if (index < 1) await tour.getByRole('button', { name: 'Next' }).click();
  }
  await keep(tour, 'demo-tour.png');

  const small = await visit({ as: 'Gus Lindt', viewport: phone });
  await small.getByLabel('Work for').waitFor();
  await keep(small, 'demo-phone.png');
});

test('Ada is asked for her password before she deletes, and the page then says that she may', async () => {
  const page = await visit({ as: 'Ada Lovelace' });
  await page.getByRole('button', { name: 'Delete Roadmap' }).click();
  await page.getByLabel('Password').fill('correct horse');
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('article', { name: 'Roadmap' }).waitFor({ state: 'detached' });
  await expect.poll(() => statuses(page, 'Salary bands')).toEqual(['200', '200', '200', '204']);
});
