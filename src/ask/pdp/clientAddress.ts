import { invalidConfiguration } from '../../base/errors';
import { isObject } from '../../base/value';
import type { CerbosClient } from '../types/CerbosClient';

/** The address of a PDP, as Cerbos' client has it. */
export interface ClientAddress {
  readonly protocol: 'HTTP' | 'gRPC';
  readonly text: string;
}

/**
 * Reads the address of Cerbos' clients. They have no public member for it, and other clients may
 * have none at all, so it is for messages only.
 */
export function addressOf(cerbos: CerbosClient): ClientAddress | undefined {
  try {
    const baseUrl = read(read(cerbos, 'transport'), 'baseUrl');
    if (typeof baseUrl === 'string' || baseUrl instanceof URL) {
      return { protocol: 'HTTP', text: String(baseUrl) };
    }
    const target = call(channelOf(cerbos), 'getTarget');
    return typeof target === 'string' ? { protocol: 'gRPC', text: target } : undefined;
  } catch {
    // A client that is made later may fail here. The question then fails with its error.
    return undefined;
  }
}

function channelOf(cerbos: CerbosClient): unknown {
  return call(read(cerbos, 'client'), 'getChannel');
}

/** https://grpc.github.io/grpc/core/md_doc_connectivity-semantics-and-api.html */
const TRANSIENT_FAILURE = 3;

/**
 * Could a call reach the PDP now? A channel of gRPC that failed to connect refuses all calls until it
 * tries again by itself. Reading its state with `true` makes an idle one try. Other clients always can.
 */
export function mayConnect(cerbos: CerbosClient): boolean {
  try {
    return call(channelOf(cerbos), 'getConnectivityState', true) !== TRANSIENT_FAILURE;
  } catch {
    // The call will say what is wrong with the client.
    return true;
  }
}

// Not `getProperty`: a client may be a Proxy, whose members are no own ones.
function read(of: unknown, name: string): unknown {
  return isObject(of) ? Reflect.get(of, name) : undefined;
}

function call(of: unknown, name: string, ...args: readonly unknown[]): unknown {
  const method = read(of, name);
  return typeof method === 'function' ? Reflect.apply(method, of, args) : undefined;
}

// grpc-js puts this before an address whose scheme it does not know, or that has none.
const ADDED_BY_GRPC = /^dns:(?!\/\/)/;

/** The address without user name, password, query and fragment, which may be secrets. */
export function shownAddress({ text }: ClientAddress): string {
  return (
    text
      .replace(ADDED_BY_GRPC, '')
      // Is it a password with a `?`, or a query with an `@`?
      .replace(/^([a-z+.-]+:\/\/)?.*[?#].*@.*$/is, '$1…')
      .replace(/[?#].*$/s, '')
      .replace(/^([a-z+.-]+:\/\/)?.*@/is, '$1')
  );
}

const shownAddresses = new WeakMap<CerbosClient, string>();

/** The shown address of a client, or `""` if it has none. Kept, since each answer names it. */
export function shownAddressOf(cerbos: CerbosClient): string {
  const known = shownAddresses.get(cerbos);
  if (known !== undefined) return known;
  const address = addressOf(cerbos);
  if (address === undefined) return '';
  const shown = shownAddress(address);
  shownAddresses.set(cerbos, shown);
  return shown;
}

/**
 * Refuses an address that can't work anywhere. An empty one is not refused: it may be set only
 * where the app runs, and not where it is built.
 *
 * @throws ConfigurationError `invalid_configuration` that says what to write.
 */
export function checkAddress(cerbos: CerbosClient): void {
  const address = addressOf(cerbos);
  if (address === undefined || address.text === '') return;
  const shown = shownAddress(address);
  const isHttp = address.protocol === 'HTTP';
  const fault = isHttp ? faultOfHttp(address.text) : faultOfGrpc(address.text);
  if (fault === undefined) return;
  const [host] = shown.replace(/^\w+:\/\//, '').split('/');
  const isHost = /^[\w.-]+:\d+$/.test(host ?? '') && !shown.startsWith('grpc');
  const better = isHttp
    ? `new HTTP('http://${isHost ? host : '127.0.0.1:3592'}')`
    : `new GRPC('${host}', …)`;
  throw invalidConfiguration(
    `The address of the Cerbos client, ${JSON.stringify(shown)}, ${fault}. Write ${better}.`,
  );
}

function faultOfGrpc(text: string): string | undefined {
  if (!ADDED_BY_GRPC.test(text) || !text.includes('/')) return undefined;
  return 'has more than a host and a port, so gRPC does not find the PDP';
}

function faultOfHttp(text: string): string | undefined {
  const url = urlOfCalls(text);
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return 'is not a URL that begins with http:// or https://';
  }
  if ((url.username !== '' || url.password !== '') && !canRequest(url)) {
    return 'has a user name or a password, and fetch refuses such a URL. The second argument of HTTP has the option headers for them';
  }
  return /[?#]/.test(text) ? 'has a query or a fragment' : undefined;
}

/** In Deno and Bun, `fetch` takes a URL with a password. In Node.js it does not. */
function canRequest(url: URL): boolean {
  try {
    return new Request(url) instanceof Request;
  } catch {
    return false;
  }
}

const PATH = '/api/check/resources';

/** The client only adds a path to the address. */
function urlOfCalls(text: string): URL | undefined {
  try {
    return new URL(text + PATH);
  } catch {
    return undefined;
  }
}

/** What is wrong with the path of an address of HTTP. A proxy may need it, so it may be right. */
export function pathFault(address: ClientAddress | undefined): string | undefined {
  if (address?.protocol !== 'HTTP') return undefined;
  const url = urlOfCalls(address.text);
  const path = url?.pathname.slice(0, -PATH.length) ?? '';
  if (url === undefined || path === '') return undefined;
  const fault = path === '/' ? 'ends with a slash' : `has the path ${JSON.stringify(path)}`;
  return `The address ${fault}. Unless a proxy needs it, write new HTTP('${url.origin}').`;
}
