import type { IncomingMessage } from 'node:http';

/** A request as the browser made it, whatever proxy it came through. */
export interface SandboxRequest {
  /** Upper case. clerk-js sends all but GET as POST and names the method it means in `_method`. */
  readonly method: string;
  /** The browser's URL, since the app that forwards to the sandbox says what it was. */
  readonly url: URL;
  readonly cookies: ReadonlyMap<string, string>;
  /** The body of a form; empty without one. */
  readonly form: URLSearchParams;
  readonly body: string;
  /** The header of this name; empty without one. */
  readonly authorization: string;
  /** Every host that it names: where it was sent, and what proxies and the browser say. */
  readonly hosts: readonly string[];
  /** A page of another site made the browser send this. */
  readonly isCrossOrigin: boolean;
}

const bodyLimit = 64 * 1024;

/** Reads a request to its end; `undefined` if it makes no sense or is too long. */
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
    isCrossOrigin: isCrossOrigin(message, url),
  };
}

function publicUrl({ headers, url = '/' }: IncomingMessage): URL | undefined {
  const host = firstOf(headers['x-forwarded-host']) ?? headers.host ?? '';
  const protocol = firstOf(headers['x-forwarded-proto']) ?? 'http';
  const base = `${protocol}://${host}`;
  // Concatenated, because as a relative reference `//host/path` would name another host.
  return /^https?:\/\/[^/?#@\\]+$/.test(base) && URL.canParse(base + url)
    ? new URL(base + url)
    : undefined;
}

/**
 * A page may give a proxy another name than its own, but its origin it can't hide; that of another
 * site is refused as such.
 */
function hostsOf({ headers }: IncomingMessage): string[] {
  const { host = '', origin = '' } = headers;
  const forwarded = headers['x-forwarded-host']?.toString().split(',') ?? [];
  const isOwn = headers['sec-fetch-site'] === 'same-origin' && URL.canParse(origin);
  const own = isOwn ? [new URL(origin).host] : [];
  return [host, ...forwarded.map((name) => name.trim()), ...own];
}

/** Behind several proxies there are several values, the browser's first. */
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

/** Browsers send at least one of these headers with every POST; what sends neither is no browser. */
function isCrossOrigin({ headers }: IncomingMessage, url: URL): boolean {
  const site = firstOf(headers['sec-fetch-site']);
  if (site !== undefined) return site !== 'same-origin';
  const { origin } = headers;
  return origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === url.host);
}
