import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCleanup } from '../../examples/demo/cleanup';
import type { Stage } from '../../examples/demo/stage';
import { setNextStage } from '../../examples/nextjs/demo/stage';
import { launchBrowser, untilItListens } from '../setup/browser';
import { root } from '../setup/publishedPackage';
import { holdFolder } from '../setup/holdFolder';

await holdFolder('examples/nextjs');

const minutes = 60_000;
const screenshots = join(root, 'test-results');
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

/** A browser in which the tour was closed before, so that it does not open by itself. */
async function newContext(): Promise<BrowserContext> {
  const context = await browser.newContext();
  await context.addInitScript(() => localStorage.setItem('clerk-cerbos-demo-tour', 'seen'));
  return context;
}

/** Signs in as a person would: on the page that Clerk's stand-in has for it. */
async function signIn(account: string): Promise<Page> {
  const page = await openPage();
  await page.getByRole('button', { name: 'Sign in' }).click();
  // The demo's own page has buttons with the same names.
  await page.waitForURL(/__clerk\/sign-in/);
  await page.getByRole('button', { name: account }).click();
  await page.getByRole('heading', { name: 'Documents you can see' }).waitFor();
  await untilItListens(page);
  return page;
}

/** Opens the page in the browser of somebody who signed in an hour ago. */
async function signedInAnHourAgo(userId: string): Promise<Page> {
  return openAs(userId, { factorVerificationAge: [60, -1] });
}

/** Opens the page in a browser that carries a session of this person in Acme. */
async function openAs(
  userId: string,
  options: NonNullable<Parameters<typeof stage.sandbox.signIn>[1]> = {},
): Promise<Page> {
  const context = await newContext();
  const { cookie } = stage.sandbox.signIn(userId, { orgId: 'org_acme', ...options });
  await context.addCookies([{ ...cookie, url: stage.origin }]);
  const page = await context.newPage();
  await page.goto(stage.origin);
  await untilItListens(page);
  return page;
}

async function openPage(): Promise<Page> {
  const page = await (await newContext()).newPage();
  await page.goto(stage.origin);
  await untilItListens(page);
  return page;
}

async function signOut(page: Page): Promise<void> {
  await page.locator('.menu > button').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
}

const card = (page: Page, title: string) => page.getByRole('article', { name: title });

const titles = (page: Page) => page.getByRole('article').getByRole('heading').allInnerTexts();

const offered = (page: Page, title: string) =>
  card(page, title).locator('button:visible, summary').allInnerTexts();

test('shows nothing to whoever is not signed in', async () => {
  const page = await openPage();
  await page.getByText('You are not signed in').waitFor();
  expect(await page.getByRole('article').count()).toBe(0);
  expect(await page.content()).not.toContain('Salary bands');
  await page.screenshot({ path: join(screenshots, 'nextjs-signed-out.png') });
});

test('offers a member what a member may do, and nothing that is for admins', async () => {
  const page = await signIn('Ben Okafor — member of Acme');
  expect((await titles(page)).filter((title) => !/ \d+$/.test(title))).toEqual([
    'Brand guide',
    'Contract with Nora',
    'Launch checklist',
    'Roadmap',
    'Salary bands',
  ]);
  expect(await offered(page, 'Contract with Nora')).toEqual(['Edit', 'Delete']);
  expect(await offered(page, 'Salary bands')).toEqual([]);
  expect(await page.getByText('Share', { exact: true }).count()).toBe(0);
  await page.screenshot({ path: join(screenshots, 'nextjs-member.png'), fullPage: true });
});

test('leads through all documents that its visitor may see, and counts no others', async () => {
  const page = await signIn('Nora Weiss');
  const pages = page.getByRole('navigation', { name: 'Pages' });
  await page.getByText('43 documents').waitFor();
  const seen = await titles(page);
  expect(seen).toHaveLength(20);
  for (const [number, count] of [
    [2, 20],
    [3, 3],
  ] as const) {
    await pages.getByRole('link', { name: 'Older' }).click();
    await pages.getByText(`Page ${number} of 3`).waitFor();
    expect(await page.getByRole('article').count()).toBe(count);
    seen.push(...(await titles(page)));
  }
  expect(new Set(seen).size).toBe(43);
  expect(await pages.getByRole('link').allInnerTexts()).toEqual(['Newer']);
  await page.goto(`${stage.origin}/?page=5`);
  await page.getByText('There are no more.').waitFor();
  await pages.getByRole('link', { name: 'Newer' }).click();
  await pages.getByText('Page 3 of 3').waitFor();
});

test('the first page is shown for a page that is no number', async () => {
  const page = await signIn('Nora Weiss');
  await page.goto(`${stage.origin}/?page=-1`);
  await page.getByText('Page 1 of 3').waitFor();
});

test('the API gives one page of the list, and refuses a page that is no number', async () => {
  const token = stage.sandbox.sessionToken({ userId: 'user_nora', azp: stage.origin });
  const list = async (query: string) => {
    const headers = { Authorization: `Bearer ${token}` };
    const response = await fetch(`${stage.origin}/api/documents${query}`, { headers });
    const body: unknown = await response.json();
    return [response.status, body];
  };
  const documents = { length: 3 };
  expect(await list('?page=3')).toMatchObject([200, { documents, page: 3, total: 43 }]);
  expect(await list('?page=4')).toMatchObject([200, { documents: [], page: 4, total: 43 }]);
  for (const page of ['0', '-1', '1.5', 'x', '', '10001']) {
    expect(await list(`?page=${page}`), page).toMatchObject([400, { code: 'invalid_query' }]);
  }
});

test('sends no browser the list of those whom a document is shared with', async () => {
  const page = await signIn('Gus Lindt — admin of Globex');
  await card(page, 'Launch checklist').waitFor();
  const html = await (await page.reload())?.text();
  expect(html).toContain('Launch checklist');
  expect(html).not.toContain('sharedWith');
});

test('offers an admin everything on the documents of the organization, and only there', async () => {
  const page = await signIn('Ada Lovelace — admin of Acme');
  expect(await offered(page, 'Contract with Nora')).toEqual(['Edit', 'Share', 'Delete']);
  expect(await offered(page, 'Launch checklist')).toEqual([]);
});

test('paints the buttons with no request, and logs no error', async () => {
  const context = await newContext();
  const { cookie } = stage.sandbox.signIn('user_ada', { orgId: 'org_acme' });
  await context.addCookies([{ ...cookie, url: stage.origin }]);
  const page = await context.newPage();
  const asked: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => {
    // The inspector asks there, too, for what was decided already.
    const { checks } = (request.postDataJSON() ?? {}) as { checks?: unknown };
    if (request.url().endsWith('/api/cerbos') && checks) asked.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  const html = await (await page.goto(stage.origin))?.text();
  expect(html).toContain('Delete Contract with Nora');
  await page.getByLabel('Work for').waitFor();
  expect(await offered(page, 'Contract with Nora')).toEqual(['Edit', 'Share', 'Delete']);
  expect(asked).toEqual([]);
  expect(errors).toEqual([]);
});

test('shows one document to whom may view it, and tells strangers nothing of it', async () => {
  const page = await signIn('Ben Okafor — member of Acme');
  await page.getByRole('link', { name: 'Contract with Nora' }).click();
  await page.getByRole('heading', { level: 1, name: 'Contract with Nora' }).waitFor();
  expect(await offered(page, 'Contract with Nora')).toEqual(['Edit', 'Delete']);
  await page.screenshot({ path: join(screenshots, 'nextjs-detail.png') });
  const stranger = await signIn('Gus Lindt — admin of Globex');
  const answer = await stranger.goto(`${stage.origin}/documents/salaries`);
  expect(answer?.status()).toBe(404);
  expect(await answer?.text()).not.toContain('Salary bands');
});

test('says who acts as whom, and offers neither sharing nor deleting to them', async () => {
  const page = await openAs('user_ada', { actor: { sub: 'user_support' } });
  const banner = page.getByRole('complementary', { name: 'Impersonation' });
  await banner.filter({ hasText: 'Sam Reyes is acting as Ada Lovelace' }).waitFor();
  expect(await offered(page, 'Contract with Nora')).toEqual(['Edit']);
  await page.screenshot({ path: join(screenshots, 'nextjs-impersonated.png') });
  await banner.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('You are not signed in').waitFor();
});

test('says in the inspector what was decided, and why', async () => {
  const page = await openAs('user_ben');
  await page.getByRole('button', { name: /^Cerbos \d+ allowed \d+ denied/ }).click();
  const panel = page.getByRole('region', { name: 'Decisions of Cerbos' });
  const denied = panel.locator('tbody', { hasText: 'salaries' }).filter({ hasText: 'share' });
  await denied.getByText('Denied by resource.document.vdefault').waitFor();
  expect(await denied.innerText()).toContain('colleague');
  const viewed = panel.locator('tbody', { hasText: 'the server' }).filter({ hasText: 'salaries' });
  await viewed.getByText('Allowed by resource.document.vdefault').waitFor();
  await page.screenshot({ path: join(screenshots, 'nextjs-inspector.png') });
});

test('changes a document where the policy allows it, and shows the change', async () => {
  const page = await signIn('Ben Okafor — member of Acme');
  const contract = card(page, 'Contract with Nora');
  await contract.getByText('Edit').click();
  await contract.getByLabel('Text').fill('Due in July.');
  await contract.getByRole('button', { name: 'Save' }).click();
  await contract.locator('p', { hasText: 'Due in July.' }).waitFor();
});

test('follows the organization that one is active in', async () => {
  const page = await signIn('Ben Okafor — member of Acme');
  await page.getByLabel('Work for').selectOption({ label: 'Globex' });
  await card(page, 'Pricing').waitFor();
  expect(await card(page, 'Salary bands').count()).toBe(0);
});

test('shows no button of the former organization once Clerk names another', async () => {
  const page = await signIn('Ben Okafor — member of Acme');
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    const look = () => {
      const { session } = Reflect.get(window, 'Clerk') as {
        session?: { lastActiveOrganizationId?: string };
      };
      const titles = [...document.querySelectorAll('article h2')].map((h2) => h2.textContent);
      const picked = document.querySelector<HTMLSelectElement>('.picker select')?.value;
      seen.push(`${session?.lastActiveOrganizationId} ${picked} ${titles.join()}`);
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true });
  });
  await page.getByLabel('Work for').selectOption({ label: 'Globex' });
  await card(page, 'Pricing').waitFor();
  const seen = await page.evaluate(() => Reflect.get(window, 'seen') as string[]);
  expect(seen.length).toBeGreaterThan(0);
  const stale = seen.filter((line) => / org_globex .*Salary bands/.test(line));
  expect(stale).toEqual([]);
});

test('shows nothing any more in this tab after signing out in another', async () => {
  const page = await signIn('Ben Okafor — member of Acme');
  const other = await page.context().newPage();
  await other.goto(stage.origin);
  await signOut(other);
  await page.getByText('You are not signed in').waitFor();
  expect(await page.getByRole('article').count()).toBe(0);
});

test('lets somebody else sign in', async () => {
  const page = await signIn('Ben Okafor — member of Acme');
  await page.locator('.menu > button').click();
  await page.getByRole('button', { name: 'Switch user' }).click();
  await page.getByRole('button', { name: 'Gus Lindt — admin of Globex' }).click();
  await card(page, 'Pricing').waitFor();
  expect(await card(page, 'Salary bands').count()).toBe(0);
});

test('deletes for whoever verified an hour ago once they have verified again', async () => {
  const page = await signedInAnHourAgo('user_ada');
  await page.getByRole('button', { name: 'Delete Roadmap' }).click();
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('You could not be verified').waitFor();
  expect(await card(page, 'Roadmap').count()).toBe(1);
  await page.screenshot({ path: join(screenshots, 'nextjs-step-up.png') });
  await page.getByLabel('Password').fill('correct horse');
  await page.getByRole('button', { name: 'Continue' }).click();
  await card(page, 'Roadmap').waitFor({ state: 'detached' });
});

test('deletes nothing for whoever cancels the verification', async () => {
  const page = await signedInAnHourAgo('user_ada');
  await page.getByRole('button', { name: 'Delete Brand guide' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.reload();
  expect(await card(page, 'Brand guide').count()).toBe(1);
});

test('shows nothing while Cerbos is down, and everything again when it is back', async () => {
  const page = await signIn('Ben Okafor — member of Acme');
  await stage.pdp.kill('SIGKILL');
  expect((await page.reload())?.status()).toBe(500);
  await page.getByRole('heading', { name: 'This can’t be shown right now' }).waitFor();
  expect(await page.getByRole('article').count()).toBe(0);
  await page.screenshot({ path: join(screenshots, 'nextjs-pdp-down.png') });
  await stage.pdp.restart();
  await untilItListens(page);
  await page.getByRole('button', { name: 'Try again' }).click();
  await card(page, 'Salary bands').waitFor();
});

test('takes the buttons of an open page away while Cerbos is down, and brings them back', async () => {
  const page = await signIn('Ben Okafor — member of Acme');
  // Once this is there, the page has been rendered anew, and all effects of the first time have run.
  await page.getByLabel('Work for').waitFor();
  await stage.pdp.kill('SIGKILL');
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await card(page, 'Contract with Nora').getByText('can’t check what you may do').waitFor();
  expect(await offered(page, 'Contract with Nora')).toEqual(['Try again']);
  await page.screenshot({ path: join(screenshots, 'nextjs-pdp-down-open.png') });
  await stage.pdp.restart();
  await card(page, 'Contract with Nora').getByText('Edit', { exact: true }).waitFor();
});

test('shows nothing any more to whoever signs out', async () => {
  const page = await signIn('Ben Okafor — member of Acme');
  await signOut(page);
  await page.getByText('You are not signed in').waitFor();
  expect(await page.getByRole('article').count()).toBe(0);
});
