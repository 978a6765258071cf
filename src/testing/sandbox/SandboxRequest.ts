import type { IncomingMessage } from 'node:http';

/** A request as the browser made it, before any proxy changed it. */
export interface SandboxRequest {
  /**
   * In upper case. clerk-js sends every method except GET as POST, with the real one in `_method`.
   */
  readonly method: string;
  /** The URL in the browser, which the forwarding app reports. */
  readonly url: URL;
  readonly cookies: ReadonlyMap<string, string>;
  /** The form in the body; empty if there is none. */
  readonly form: URLSearchParams;
  readonly body: string;
  /** The `Authorization` header; empty if there is none. */
  readonly authorization: string;
  /** Every host in the request: of the URL, of proxy headers and of the browser's headers. */
  readonly hosts: readonly string[];
  /** True if Clerk's middleware for Next.js ran before the app forwarded the request. */
  readonly passedMiddleware: boolean;
  /** True if a page of another site sent the request. */
  readonly isCrossOrigin: boolean;
}

const bodyLimit = 64 * 1024;

/** Reads a whole request; `undefined` if it is malformed or too long. */
export async function readRequest(message: IncomingMessage): Promise<SandboxRequest | undefined> {
  const url = publicUrl(message);
  const body = await readBody(message);
  if (url === undefined || body === undefined) return undefined;
  const method = message.method ?? 'GET';
  return {
    method: method === 'POST' ? (url.searchParams.get('_method') ?? method).toUpperCase() : method,
    url,
    cookies: readCookies(message.headers.cookie ?? ''),
    form: new URLSearchParams(body),
    body,
    authorization: message.headers.authorization ?? '',
    hosts: hostsOf(message),
    passedMiddleware: message.headers['x-clerk-auth-status'] !== undefined,
    isCrossOrigin: isCrossOrigin(message, url),
  };
}

function publicUrl({ headers, url = '/' }: IncomingMessage): URL | undefined {
  const host = firstOf(headers['x-forwarded-host']) ?? headers.host ?? '';
  const protocol = firstOf(headers['x-forwarded-proto']) ?? 'http';
  const base = `${protocol}://${host}`;
  // Concatenated, because as a relative URL `//host/path` would name another host.
  return /^https?:\/\/[^/?#@\\]+$/.test(base) && URL.canParse(base + url)
    ? new URL(base + url)
    : undefined;
}

/**
 * A page may send a proxy another host name, but it can't hide its origin. A request of another
 * site's page is refused.
 */
function hostsOf({ headers }: IncomingMessage): string[] {
  const { host = '', origin = '' } = headers;
  const forwarded = headers['x-forwarded-host']?.toString().split(',') ?? [];
  const isOwn = headers['sec-fetch-site'] === 'same-origin' && URL.canParse(origin);
  const own = isOwn ? [new URL(origin).host] : [];
  return [host, ...forwarded.map((name) => name.trim()), ...own];
}

/** Each proxy adds a value. The first one is from the browser. */
function firstOf(header: string | string[] | undefined): string | undefined {
  return header?.toString().split(',')[0]?.trim();
}

async function readBody(message: IncomingMessage): Promise<string | undefined> {
  let body = '';
  for await (const chunk of message.setEncoding('utf8')) {
    body += String(chunk);
    if (body.length > bodyLimit) return undefined;
  }
  return body;
}

function readCookies(header: string): Map<string, string> {
  const pairs = header.split(/; */).map((pair): [string, string] => {
    const [name = '', ...value] = pair.split('=');
    return [name.trim(), value.join('=')];
  });
  return new Map(pairs);
}

/**
 * Browsers send at least one of these headers with every POST. A request without both is not from a
 * browser.
 */
function isCrossOrigin({ headers }: IncomingMessage, url: URL): boolean {
  const site = firstOf(headers['sec-fetch-site']);
  if (site !== undefined) return site !== 'same-origin';
  const { origin } = headers;
  return origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === url.host);
}
