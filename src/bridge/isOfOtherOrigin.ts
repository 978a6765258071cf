import type { RequestHead } from './RequestHead';

/**
 * Was the request sent by a page of another origin that the app does not list? A request that is
 * not from a page has no origin and no cookies of a browser.
 *
 * @param allowed - the origins that the app lists.
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function isOfOtherOrigin({ header }: RequestHead, allowed: ReadonlySet<string>): boolean {
  const origin = header('origin');
  if (origin !== undefined && allowed.has(origin)) return false;
  const site = header('sec-fetch-site');
  if (site === undefined) return !isOwn(origin, header);
  // `none` means a user action, such as typing an address. A page can't cause it.
  return site !== 'same-origin' && site !== 'none';
}

/** For browsers that don't send `Sec-Fetch-Site`. A page can't set either of the two headers. */
function isOwn(origin: string | undefined, header: RequestHead['header']): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const { host, protocol } = new URL(origin);
  const [forwarded] = header('x-forwarded-host')?.split(',') ?? [];
  return [header('host'), forwarded?.trim()].some((given = '') => {
    // A proxy may add the port that a browser leaves out.
    const own = `${protocol}//${given}`;
    return host !== '' && URL.canParse(own) && new URL(own).host === host;
  });
}
