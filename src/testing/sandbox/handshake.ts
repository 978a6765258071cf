import { tokenOf } from './Sandbox';
import type { Exchange } from './Exchange';
import { clerkError, redirect, type SandboxResponse } from './SandboxResponse';
import { activeSession } from './clients';

/**
 * Gives a server the cookies that it needs. The server has redirected the browser here; the browser
 * brings the cookies back as a signed list in the URL.
 *
 * @see https://clerk.com/docs/guides/how-clerk-works/overview
 */
export function handshake({ sandbox, request, client }: Exchange): SandboxResponse {
  const { url, cookies } = request;
  const target = localRedirect(url.searchParams.get('redirect_url'), url);
  if (target === undefined) {
    return clerkError(400, 'url_not_allowed', `redirect_url must be one of ${url.origin}.`);
  }
  const session = client && activeSession(client);
  const token = session && tokenOf(sandbox, session, url);
  const directives = sandbox.cookies.withSession(client, cookies.get('__clerk_db_jwt'), token);
  const back = new URL(target, url);
  back.searchParams.set('__clerk_handshake', sandbox.key.sign({ handshake: directives }));
  return redirect(307, back.pathname + back.search + back.hash);
}

/**
 * The path, query and fragment of a URL, if it is on the browser's site. The sandbox must not
 * redirect a browser to another site.
 *
 * @param target - absolute, or relative to `site`.
 */
export function localRedirect(target: string | null, site: URL): string | undefined {
  if (!target || !URL.canParse(target, site)) return undefined;
  const { protocol, host, pathname, search, hash } = new URL(target, site);
  // Compared by host, because a proxy that ends TLS often does not report the protocol.
  if (!/^https?:$/.test(protocol) || host !== site.host) return undefined;
  // A path that starts with two slashes would be a host.
  return pathname.replace(/^\/+/, '/') + search + hash;
}
