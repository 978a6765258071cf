import type { GetServerSidePropsContext } from 'next';
import { invalidConfiguration } from '../../base/errors';
import { getProperty } from '../../base/value';

/** Where and how visitors sign in. */
export interface SignInOptions {
  readonly signInUrl?: string | undefined;
  readonly isSatellite?: boolean | ((url: URL) => boolean) | undefined;
}

/**
 * The redirect to the sign-in page, as Clerk's own `redirectToSignIn` makes it in the App Router.
 * After signing in, the visitor returns to this page.
 *
 * @throws ConfigurationError `invalid_configuration` if the sign-in URL is unknown.
 * @see https://clerk.com/docs/guides/development/customize-redirect-urls
 */
export function toSignIn(
  context: GetServerSidePropsContext,
  { signInUrl, isSatellite = isSatelliteByDefault() }: SignInOptions,
): string {
  const page = pageAddress(context);
  const address = signInUrl ?? process.env.NEXT_PUBLIC_CLERK_SIGN_IN_URL ?? accountPortal();
  const destination = new URL(address, page);
  const isElsewhere = destination.host !== page.host;
  const mustSync = typeof isSatellite === 'function' ? isSatellite(new URL(page)) : isSatellite;
  // Without this, a satellite does not ask for the new session, and sends the visitor back.
  if (isElsewhere && mustSync) page.searchParams.set('__clerk_synced', 'false');
  destination.searchParams.set('redirect_url', page.href);
  const browser = isElsewhere ? developmentBrowser(context) : undefined;
  if (browser !== undefined) destination.searchParams.set(DEVELOPMENT_BROWSER, browser);
  return destination.href;
}

/** @see https://clerk.com/docs/guides/dashboard/dns-domains/satellite-domains */
function isSatelliteByDefault(): boolean {
  const given = process.env.NEXT_PUBLIC_CLERK_IS_SATELLITE;
  return given === 'true' || given === '1';
}

const DEVELOPMENT_BROWSER = '__clerk_db_jwt';

/** In development, Clerk knows a browser on several hosts by this token. */
function developmentBrowser({ req, query }: GetServerSidePropsContext): string | undefined {
  if (!process.env.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY?.startsWith('pk_test_')) return undefined;
  const given = [
    getProperty(query, DEVELOPMENT_BROWSER),
    getProperty(req.cookies, DEVELOPMENT_BROWSER),
  ];
  return given.find((token): token is string => typeof token === 'string' && token !== '');
}

/**
 * The URL of the page. Clerk's middleware passes it on in a header, with `basePath` and locale,
 * which `resolvedUrl` does not have, and also if only the page's data was requested.
 */
function pageAddress(context: GetServerSidePropsContext): URL {
  const given = context.req.headers['x-clerk-clerk-url'];
  if (typeof given === 'string' && URL.canParse(given)) {
    const page = new URL(given);
    if (/^https?:$/.test(page.protocol) && page.username === '') return page;
  }
  return resolvedAddress(context);
}

/**
 * The same from the request itself. Clients and proxies can send any host and protocol, and Clerk's
 * own SDK uses them, too. Invalid values are ignored, so that they can't lead to another protocol or
 * cause an error.
 */
function resolvedAddress({ req: { headers }, resolvedUrl }: GetServerSidePropsContext): URL {
  const first = (value: string | readonly string[] | undefined) =>
    typeof value === 'string' ? value.split(',')[0]?.trim() : undefined;
  const hosts = [first(headers['x-forwarded-host']), headers.host, 'localhost'];
  const protocol = first(headers['x-forwarded-proto']) === 'http' ? 'http' : 'https';
  const page = new URL(`${protocol}://${hosts.find(isHost)}`);
  // Assigned, not resolved, because a path with two slashes at its start would name another host.
  const [path = '/', query = ''] = resolvedUrl.split(/\?(.*)/s);
  page.pathname = path;
  page.search = query;
  return page;
}

function isHost(host: string | undefined): boolean {
  return host !== undefined && /^[^\s/?#@\\]+$/.test(host) && URL.canParse(`https://${host}`);
}

/**
 * The Account Portal is next to the Frontend API, whose host is encoded in the publishable key.
 *
 * @see https://clerk.com/docs/guides/customizing-clerk/account-portal
 */
function accountPortal(): string {
  const [, encoded] = /^pk_(?:test|live)_(.+)$/.exec(
    process.env.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY ?? '',
  ) ?? ['', undefined];
  if (encoded === undefined) {
    throw invalidConfiguration(
      'The URL of the sign-in page is unknown. Set the environment variable NEXT_PUBLIC_CLERK_SIGN_IN_URL, or write createClerkCerbos({ signInUrl }).',
    );
  }
  const host = atob(encoded).replace(/\$$/, '');
  return `https://${host.replace(/clerk\.accounts\.|clerk\./, 'accounts.')}/sign-in`;
}
