import type { RequestHead } from './RequestHead';

/**
 * Did a page make the browser send this that is neither the app's own nor of an origin that the app
 * names? A request that does not come from a page names no origin, and carries no cookies of a
 * browser.
 *
 * @param allowed - the origins that the app names.
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function isOfOtherOrigin({ header }: RequestHead, allowed: ReadonlySet<string>): boolean {
  const origin = header('origin');
  if (origin !== undefined && allowed.has(origin)) return false;
  const site = header('sec-fetch-site');
  if (site === undefined) return !isOwn(origin, header);
  // What the user does, as in the address bar, has no site: no page can bring it about.
  return site !== 'same-origin' && site !== 'none';
}

/** For browsers that don't say so themselves. A page can set neither of the two headers. */
function isOwn(origin: string | undefined, header: RequestHead['header']): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const { host, protocol } = new URL(origin);
  const [forwarded] = header('x-forwarded-host')?.split(',') ?? [];
  return [header('host'), forwarded?.trim()].some((given = '') => {
    // A proxy may write the port that a browser leaves out.
    const own = `${protocol}//${given}`;
    return host !== '' && URL.canParse(own) && new URL(own).host === host;
  });
}
