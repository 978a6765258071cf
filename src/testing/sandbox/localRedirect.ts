/**
 * The path, query and fragment of a URL, if it is one of the site that the browser sees; nobody
 * shall use the sandbox to send a browser elsewhere.
 *
 * @param target - Absolute, or relative to `site`.
 */
export function localRedirect(target: string | null, site: URL): string | undefined {
  if (!target || !URL.canParse(target, site)) return undefined;
  const { protocol, host, pathname, search, hash } = new URL(target, site);
  // By host, because a proxy that ends TLS often forgets to say so.
  if (!/^https?:$/.test(protocol) || host !== site.host) return undefined;
  // A path that starts with two slashes would be a host.
  return pathname.replace(/^\/+/, '/') + search + hash;
}
