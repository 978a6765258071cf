import { activeSession } from './clients';
import type { Exchange } from './Exchange';
import { localRedirect } from './localRedirect';
import { tokenOf } from './Sandbox';
import { clerkError, redirect, type SandboxResponse } from './SandboxResponse';

/**
 * Gives a server the cookies that it misses: it has sent the browser here, and the browser brings
 * them back as a signed list in the URL.
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
