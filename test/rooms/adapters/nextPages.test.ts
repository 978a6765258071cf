import { createRedirect } from '@clerk/backend/internal';
import fc from 'fast-check';
import type { GetServerSidePropsContext } from 'next';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClerkCerbos } from '../../../src/adapters/nextjs-pages';
import { toSignIn } from '../../../src/adapters/nextjs-pages/toSignIn';
import { allowAll, fakeClient } from '../ask/fakeClient';

const contextOf = (resolvedUrl: string, headers: Readonly<Record<string, string>> = {}) =>
  // All that is read of it.
  ({
    resolvedUrl,
    query: {},
    req: { headers: { host: 'app.example.com', ...headers }, cookies: {} },
  }) as unknown as GetServerSidePropsContext;

describe('where a visitor of a page signs in', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('is what the option says, and from there they come back to the page', () => {
    const destination = toSignIn(contextOf('/documents/7?page=2'), {
      signInUrl: '/welcome?theme=dark',
    });
    expect(destination).toBe(
      'https://app.example.com/welcome?theme=dark&redirect_url=https%3A%2F%2Fapp.example.com%2Fdocuments%2F7%3Fpage%3D2',
    );
  });

  it('is what the environment says, where the option says nothing', () => {
    vi.stubEnv('NEXT_PUBLIC_CLERK_SIGN_IN_URL', '/login');
    expect(toSignIn(contextOf('/'), {})).toContain('https://app.example.com/login?');
  });

  it.each([
    ['pk_test_', 'witty-crow-1.clerk.accounts.dev$', 'https://witty-crow-1.accounts.dev/sign-in?'],
    ['pk_live_', 'clerk.example.com$', 'https://accounts.example.com/sign-in?'],
  ])('is the Account Portal otherwise: %s', (prefix, host, portal) => {
    vi.stubEnv('NEXT_PUBLIC_CLERK_SIGN_IN_URL', undefined);
    vi.stubEnv('NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY', `${prefix}${btoa(host)}`);
    expect(toSignIn(contextOf('/'), {}).startsWith(portal)).toBe(true);
  });

  it('is said to be missing, where nothing says it', () => {
    vi.stubEnv('NEXT_PUBLIC_CLERK_SIGN_IN_URL', undefined);
    vi.stubEnv('NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY', undefined);
    expect(() => toSignIn(contextOf('/'), {})).toThrow(
      expect.objectContaining({ code: 'invalid_configuration' }),
    );
  });

  it('brings them back to this host, whatever the path looks like', () => {
    for (const path of ['//evil.example/a', '/\\evil.example/a', '/a?b=//evil.example']) {
      const back = new URL(toSignIn(contextOf(path), { signInUrl: '/login' })).searchParams.get(
        'redirect_url',
      );
      expect(new URL(back ?? '').host).toBe('app.example.com');
    }
  });

  it('is found behind a proxy, too', () => {
    const headers = { 'x-forwarded-host': 'www.example.com, inner', 'x-forwarded-proto': 'http' };
    expect(toSignIn(contextOf('/', headers), { signInUrl: '/login' })).toContain(
      'http://www.example.com/login',
    );
  });
});

describe('what a request says of its own address', () => {
  const addresses = (headers: Readonly<Record<string, string>>) => {
    const to = new URL(
      toSignIn(contextOf('/documents/7?page=2', headers), { signInUrl: '/login' }),
    );
    return [to, new URL(to.searchParams.get('redirect_url') ?? '')];
  };

  it.each([
    ['another protocol', { 'x-forwarded-proto': 'javascript' }],
    ['a protocol that holds an address', { 'x-forwarded-proto': 'https://evil.example/?' }],
    ['a protocol of another case', { 'x-forwarded-proto': 'JavaScript' }],
    ['no protocol', { 'x-forwarded-proto': '' }],
    ['a host with spaces', { 'x-forwarded-host': 'not a host' }],
    ['a host that names a user', { 'x-forwarded-host': 'app.example.com@evil.example' }],
    ['a host with a path', { 'x-forwarded-host': 'evil.example/documents' }],
    ['a host with a query', { 'x-forwarded-host': 'evil.example?' }],
    ['a host with an odd port', { 'x-forwarded-host': 'evil.example:99999' }],
    ['no host', { 'x-forwarded-host': '' }],
  ])('is not believed where it makes no sense: %s', (_, headers) => {
    for (const { protocol, host, pathname } of addresses(headers)) {
      expect([protocol, host]).toEqual(['https:', 'app.example.com']);
      expect(['/login', '/documents/7']).toContain(pathname);
    }
  });

  it('never makes a fault of the app, nor another protocol, of anything', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        (host, forwarded, proto) => {
          const headers = { host, 'x-forwarded-host': forwarded, 'x-forwarded-proto': proto };
          for (const { protocol, username, pathname } of addresses(headers)) {
            expect(['http:', 'https:']).toContain(protocol);
            expect(username).toBe('');
            expect(['/login', '/documents/7']).toContain(pathname);
          }
        },
      ),
    );
  });
});

/** What Clerk's own redirect of the App Router makes of the same settings. */
function redirectOfClerk(url: string, signInUrl: string, isSatellite: boolean, browser?: string) {
  const { redirectToSignIn } = createRedirect({
    redirectAdapter: (to: string) => to,
    baseUrl: url,
    publishableKey: process.env.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY ?? '',
    signInUrl,
    isSatellite,
    ...(browser !== undefined && { devBrowserToken: browser }),
  });
  return redirectToSignIn({ returnBackUrl: url });
}

describe("the redirect to sign in, held to Clerk's own", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const urls = [
    'https://app.example.com/documents/7?page=2',
    'https://app.example.com/base/documents/7',
    'https://app.example.com/base/fr/documents/7?a=b%20c&a=d',
    'http://localhost:3000/fr',
  ];
  const addresses = ['/sign-in', '/base/sign-in?theme=dark', 'https://primary.example/sign-in'];
  const settings = urls.flatMap((url) =>
    addresses.flatMap((signInUrl) =>
      (['pk_test_', 'pk_live_'] as const).flatMap((prefix) =>
        [undefined, 'dvb_1'].flatMap((browser) =>
          [true, false].map((isSatellite) => ({ url, signInUrl, prefix, browser, isSatellite })),
        ),
      ),
    ),
  );

  it.each(settings)(
    '$url, $signInUrl, $prefix, browser: $browser, satellite: $isSatellite',
    ({ url, signInUrl, prefix, browser, isSatellite }) => {
      vi.stubEnv('NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY', `${prefix}${btoa('clerk.example.com$')}`);
      const context = contextOf('/documents/7', { 'x-clerk-clerk-url': url });
      if (browser !== undefined) context.req.cookies.__clerk_db_jwt = browser;
      const expected = redirectOfClerk(url, signInUrl, isSatellite, browser);
      expect(toSignIn(context, { signInUrl, isSatellite })).toBe(expected);
      expect(toSignIn(context, { signInUrl, isSatellite: () => isSatellite })).toBe(expected);
      vi.stubEnv('NEXT_PUBLIC_CLERK_IS_SATELLITE', String(isSatellite));
      expect(toSignIn(context, { signInUrl })).toBe(expected);
    },
  );

  it('asks which URL is a satellite about the one of the page', () => {
    const isSatellite = vi.fn(() => true);
    const context = contextOf('/', { 'x-clerk-clerk-url': 'https://app.example.com/fr?a=1' });
    toSignIn(context, { signInUrl: 'https://primary.example/', isSatellite });
    expect(isSatellite).toHaveBeenCalledExactlyOnceWith(new URL('https://app.example.com/fr?a=1'));
  });

  it.each(['javascript:alert(1)', 'not a url', 'https://user@evil.example/', ''])(
    'does not believe an address that Clerk would not write: %s',
    (address) => {
      const context = contextOf('/documents/7', { 'x-clerk-clerk-url': address });
      const to = new URL(toSignIn(context, { signInUrl: '/login' }));
      expect(to.searchParams.get('redirect_url')).toBe('https://app.example.com/documents/7');
    },
  );
});

describe('a rule about tokens that the SDK does not verify', () => {
  const { withCerbos } = createClerkCerbos({ cerbos: fakeClient(allowAll) });

  it.each(['any', 'm2m_token', ['session_token', 'api_key'], []])(
    'is refused when the handler is wrapped: %s',
    (acceptsToken) => {
      const rule = { action: 'view', resource: { kind: 'document', id: '1', attr: {} } };
      const wrap = (): unknown =>
        Reflect.apply(withCerbos, undefined, [{ ...rule, acceptsToken }, () => null]);
      expect(wrap).toThrow(expect.objectContaining({ code: 'invalid_configuration' }));
    },
  );
});
