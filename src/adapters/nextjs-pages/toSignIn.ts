import type { GetServerSidePropsContext } from 'next';
import { invalidConfiguration } from '../../base/errors';

/**
 * The redirect to the sign-in page. After signing in, the visitor returns to this page.
 *
 * @throws ConfigurationError `invalid_configuration` if the sign-in URL is unknown.
 * @see https://clerk.com/docs/guides/development/customize-redirect-urls
 */
export function toSignIn(
  context: GetServerSidePropsContext,
  signInUrl: string | undefined,
): string {
  const page = pageAddress(context);
  const address = signInUrl ?? process.env.NEXT_PUBLIC_CLERK_SIGN_IN_URL ?? accountPortal();
  const destination = new URL(address, page);
  destination.searchParams.set('redirect_url', page.href);
  return destination.href;
}

/**
 * The URL of the page. `resolvedUrl` is the page's own path, also if only its data was requested.
 * Clients and proxies can send any host and protocol, and Clerk's own SDK uses them, too. Invalid
 * values are ignored, so that they can't lead to another protocol or cause an error.
 */
function pageAddress({ req: { headers }, resolvedUrl }: GetServerSidePropsContext): URL {
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
