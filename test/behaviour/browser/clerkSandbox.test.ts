import type { Clerk } from '@clerk/clerk-js';
import type { Browser, BrowserContext, JSHandle, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClerkSandbox } from '../../../src/testing';
import { launchBrowser } from '../../setup/browser';
import { decodeJwt } from '../../rooms/testing/decodeJwt';
import { startSandbox } from '../../rooms/testing/sandboxAccounts';
import { startClerkSite } from './startClerkSite';

let sandbox: ClerkSandbox;
let browser: Browser;
let site: Awaited<ReturnType<typeof startClerkSite>>;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  sandbox = await startSandbox();
  [site, browser] = await Promise.all([startClerkSite(sandbox), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await Promise.all([site.close(), sandbox.close()]);
});
beforeEach(async () => {
  context = await browser.newContext();
  page = await context.newPage();
});
afterEach(() => context.close());

/** Opens a page of the site and returns its clerk-js, loaded. */
async function open(path = '/'): Promise<JSHandle<Clerk>> {
  await page.goto(site.origin + path);
  await page.waitForFunction(() => window.Clerk !== undefined);
  return page.evaluateHandle(async () => {
    const clerk = window.Clerk;
    if (clerk === undefined) throw new Error('There is no clerk-js.');
    await clerk.load();
    return clerk;
  });
}

/** Who is signed in to clerk-js, and what the token says that it sends to servers. */
async function whoIsThere(clerk: JSHandle<Clerk>) {
  const { token, ...inBrowser } = await clerk.evaluate(async ({ user, organization, session }) => ({
    user: user?.id ?? null,
    organization: organization?.id ?? null,
    token: await session?.getToken(),
  }));
  return { ...inBrowser, claims: typeof token === 'string' ? decodeJwt(token).claims : {} };
}

const textOfServer = () => page.textContent('#server');

describe('the sandbox, to the real clerk-js in a real browser', () => {
  it('signs in by ticket, switches the organization and signs out', async () => {
    let clerk = await open();
    expect(await whoIsThere(clerk)).toMatchObject({ user: null, organization: null });
    expect(await textOfServer()).toBe('nobody in no organization');

    await clerk.evaluate(async (clerkJs, ticket) => {
      const attempt = await clerkJs.client?.signIn.create({ strategy: 'ticket', ticket });
      await clerkJs.setActive({ session: attempt?.createdSessionId ?? '' });
    }, sandbox.createSignInToken('user_ada'));
    expect(await whoIsThere(clerk)).toMatchObject({
      user: 'user_ada',
      organization: null,
      claims: { sub: 'user_ada', azp: site.origin, department: 'finance' },
    });

    await clerk.evaluate((clerkJs) => clerkJs.setActive({ organization: 'acme' }));
    expect(await whoIsThere(clerk)).toMatchObject({
      organization: 'org_acme',
      claims: { o: { id: 'org_acme', rol: 'admin' } },
    });
    await clerk.evaluate((clerkJs) => clerkJs.setActive({ organization: 'org_umbrella' }));
    expect(await whoIsThere(clerk)).toMatchObject({
      organization: 'org_umbrella',
      claims: { o: { id: 'org_umbrella', rol: 'member' } },
    });
    await page.reload();
    expect(await textOfServer()).toBe('user_ada in org_umbrella');

    clerk = await open();
    await clerk.evaluate((clerkJs) => clerkJs.signOut(() => undefined));
    expect(await whoIsThere(clerk)).toMatchObject({ user: null, claims: {} });
    await page.reload();
    expect(await textOfServer()).toBe('nobody in no organization');
  });

  it('signs in by password only with the right one', async () => {
    const clerk = await open();
    const signIn = (identifier: string, password: string) =>
      clerk.evaluate(
        async (clerkJs, credentials) => {
          try {
            const attempt = await clerkJs.client?.signIn.create(credentials);
            return attempt?.status;
          } catch (error) {
            return String(error);
          }
        },
        { identifier, password },
      );
    expect(await signIn('ada@example.com', 'wrong')).toContain('is wrong');
    expect(await signIn('bob@example.com', '')).toContain('is wrong');
    expect(await signIn('ada@example.com', 'correct horse')).toBe('complete');
  });

  it('lets a browser start signed in, with a single cookie', async () => {
    const { cookie } = sandbox.signIn('user_ada', { orgId: 'org_acme' });
    await context.addCookies([{ ...cookie, url: site.origin }]);
    const clerk = await open();
    expect(await textOfServer()).toBe('user_ada in org_acme');
    expect(await whoIsThere(clerk)).toMatchObject({ user: 'user_ada', organization: 'org_acme' });
  });

  it('makes templates, refuses foreign organizations, and lists the memberships', async () => {
    const { cookie } = sandbox.signIn('user_bob');
    await context.addCookies([{ ...cookie, url: site.origin }]);
    const clerk = await open();
    const answers = await clerk.evaluate(async (clerkJs) => ({
      template: await clerkJs.session?.getToken({ template: 'partner' }),
      foreign: await clerkJs.setActive({ organization: 'org_acme' }).catch(String),
      memberships: (await clerkJs.user?.getOrganizationMemberships())?.total_count,
    }));
    const template = decodeJwt(answers.template ?? '');
    expect(template.header).toMatchObject({ cat: 'cl_B7d4PD222AAA' });
    expect(template.claims).not.toHaveProperty('sid');
    expect(answers.foreign).toContain('not a member');
    expect(answers.memberships).toBe(0);
  });

  it('verifies the user again, after which the token says so', async () => {
    const stale = { orgId: 'org_acme', factorVerificationAge: [60, -1] as const };
    const { cookie } = sandbox.signIn('user_ada', stale);
    await context.addCookies([{ ...cookie, url: site.origin }]);
    const clerk = await open();
    expect(await whoIsThere(clerk)).toMatchObject({ claims: { fva: [60, -1] } });

    const verify = (password: string) =>
      clerk.evaluate(async (clerkJs, secret) => {
        try {
          await clerkJs.session?.startVerification({ level: 'first_factor' });
          const verification = await clerkJs.session?.attemptFirstFactorVerification({
            strategy: 'password',
            password: secret,
          });
          return verification?.status;
        } catch (error) {
          return String(error);
        }
      }, password);
    expect(await verify('wrong')).toContain('incorrect');
    expect(await whoIsThere(clerk)).toMatchObject({ claims: { fva: [60, -1] } });
    expect(await verify('correct horse')).toBe('complete');
    expect(await whoIsThere(clerk)).toMatchObject({ claims: { fva: [0, -1] } });
  });

  it('signs in and out on its own pages, by the keyboard, and comes back', async () => {
    await page.goto(`${site.origin}/__clerk/sign-in?redirect_url=${site.origin}/docs?page=2`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Sign in');
    expect(await page.getByRole('button').allTextContents()).toEqual([
      'Ada Lovelace — admin of Acme',
      'Ada Lovelace — member of Umbrella & <Sons>',
      'Ada Lovelace — personal account',
      'Bob — personal account',
    ]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${site.origin}/docs?page=2`);
    expect(await textOfServer()).toBe('user_ada in org_umbrella');

    await page.goto(`${site.origin}/__clerk/sign-in`);
    await page.getByRole('button', { name: 'Bob — personal account' }).click();
    await page.waitForURL(`${site.origin}/`);
    expect(await textOfServer()).toBe('user_bob in no organization');

    await page.goto(`${site.origin}/__clerk/sign-out`);
    expect(await page.getByText('You are Bob').count()).toBe(1);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${site.origin}/`);
    expect(await textOfServer()).toBe('nobody in no organization');
  });

  it('signs nobody in from a page of another site', async () => {
    await page.route('http://evil.test/**', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<form method="post" action="${site.origin}/__clerk/sign-in">
          <input name="user_id" value="user_bob"><button>Win a prize</button></form>`,
      }),
    );
    await page.goto('http://evil.test/');
    await page.getByRole('button').click();
    await page.waitForURL(`${site.origin}/__clerk/sign-in`);
    expect(await page.getByRole('heading').textContent()).toBe('Not from another site');
    expect((await context.cookies()).map(({ name }) => name)).not.toContain('__client');
  });

  it('sends no request to another host', async () => {
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
    await open();
    expect([...hosts].filter((host) => host !== '')).toEqual([new URL(site.origin).host]);
  });
});
