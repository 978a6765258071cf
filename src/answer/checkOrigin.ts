import type { CheckRequest } from './CheckRequest';
import { RefusedRequest } from './RefusedRequest';

/**
 * Lets in what the app's own pages ask, and those of the origins that it names. A request that
 * does not come from a page says nothing of an origin, and carries nobody's cookies.
 *
 * @throws RefusedRequest `other_origin`.
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function checkOrigin({ header }: CheckRequest, allowed: ReadonlySet<string>): void {
  const origin = header('origin');
  if (origin !== undefined && allowed.has(origin)) return;
  const site = header('sec-fetch-site');
  if (site === 'same-origin' || (site === undefined && isOwn(origin, header))) return;
  throw new RefusedRequest(
    'other_origin',
    'Pages of other origins may not ask. To let them, name their origins in clientOrigins.',
  );
}

/** For browsers that don't say so themselves. A page can set neither of the two headers. */
function isOwn(origin: string | undefined, header: CheckRequest['header']): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const [forwarded] = header('x-forwarded-host')?.split(',') ?? [];
  return [header('host'), forwarded?.trim()].includes(new URL(origin).host);
}
