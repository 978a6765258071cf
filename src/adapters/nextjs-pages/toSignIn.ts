import type { GetServerSidePropsContext } from 'next';
import { invalidConfiguration } from '../../base/errors';

/**
 * Where the visitor of a page signs in, to come back afterwards.
 *
 * @throws ConfigurationError `invalid_configuration` where nothing says where that is.
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
 * `resolvedUrl` is the page's own path, also where its data alone was asked for. Of the address
 * around it, a request may say anything, and Clerk's own SDK believes what a proxy says, too: what
 * makes no sense there is not used, so that it leads to no other protocol, and is no fault.
 */
function pageAddress({ req: { headers }, resolvedUrl }: GetServerSidePropsContext): URL {
  const first = (value: string | readonly string[] | undefined) =>
    typeof value === 'string' ? value.split(',')[0]?.trim() : undefined;
  const hosts = [first(headers['x-forwarded-host']), headers.host, 'localhost'];
  const protocol = first(headers['x-forwarded-proto']) === 'http' ? 'http' : 'https';
  const page = new URL(`${protocol}://${hosts.find(isHost)}`);
  // Assigned, not resolved: a path that begins with two slashes would name another host.
  const [path = '/', query = ''] = resolvedUrl.split(/\?(.*)/s);
  page.pathname = path;
  page.search = query;
  return page;
}

function isHost(host: string | undefined): boolean {
  return host !== undefined && /^[^\s/?#@\\]+$/.test(host) && URL.canParse(`https://${host}`);
}

/**
 * The Account Portal stands beside the Frontend API, whose host the publishable key encodes.
 *
 * @see https://clerk.com/docs/guides/customizing-clerk/account-portal
 */
function accountPortal(): string {
  const [, encoded] = /^pk_(?:test|live)_(.+)$/.exec(
    process.env.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY ?? '',
  ) ?? ['', undefined];
  if (encoded === undefined) {
    throw invalidConfiguration(
      'Nothing says where visitors sign in. Set NEXT_PUBLIC_CLERK_SIGN_IN_URL, or write createClerkCerbos({ signInUrl }).',
    );
  }
  const host = atob(encoded).replace(/\$$/, '');
  return `https://${host.replace(/clerk\.accounts\.|clerk\./, 'accounts.')}/sign-in`;
}
