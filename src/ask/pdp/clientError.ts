import {
  type ConfigurationError,
  invalidConfiguration,
  RejectedError,
  UnavailableError,
} from '../../base/errors';
import { getProperty } from '../../base/value';
import { type ClientAddress, pathFault, shownAddress } from './clientAddress';

// INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, FAILED_PRECONDITION, OUT_OF_RANGE, UNIMPLEMENTED,
// UNAUTHENTICATED: the PDP understood the call and will never answer it.
// https://grpc.github.io/grpc/core/md_doc_statuscodes.html
const FINAL_CODES = new Set([3, 5, 7, 9, 11, 12, 16]);

// This is how grpc-js reports an answer of a proxy. Over HTTP the client drops the status, so a
// proxy's answer can't be recognized there.
// https://www.rfc-editor.org/rfc/rfc9110#section-15.5.14
const PROXY_SAYS = 'Received HTTP status code ';
// These are the answers of the PDP to a path that it does not have.
// https://github.com/grpc-ecosystem/grpc-gateway/blob/main/runtime/errors.go
const ROUTER_SAYS = new Set(['Not Found', 'Method Not Allowed']);
const PROXY_SAYS_TOO_LARGE = `${PROXY_SAYS}413`;

/**
 * Turns an error of the Cerbos client into one of ours. It looks at the shape of the error, because
 * several copies of the SDK's classes may be installed.
 *
 * @param address - where the client looks for the PDP, if it is known. Only messages depend on it.
 */
export function clientError(
  thrown: unknown,
  address?: ClientAddress,
): RejectedError | UnavailableError | ConfigurationError {
  const code = getProperty(thrown, 'code');
  const details = getProperty(thrown, 'details');
  if (typeof details === 'string' && details.includes('invalid auxData')) {
    return new RejectedError({
      code: 'token_rejected',
      message:
        'The PDP does not accept the session token, which the option auxData sends. Check that auxData.jwt.keySets in the configuration of the PDP names the keys of this Clerk instance, and that the clock of the PDP is right. The log of the PDP says why.',
      cause: thrown,
    });
  }
  if (details === PROXY_SAYS_TOO_LARGE) {
    return new RejectedError({
      code: 'pdp_rejected',
      message:
        'A proxy between the app and the PDP refused the question with status 413, because its body is larger than the proxy allows (larger than max). Send smaller attributes, or raise the limit of the proxy.',
      cause: thrown,
    });
  }
  if (typeof details === 'string' && ROUTER_SAYS.has(details)) {
    const server =
      address === undefined ? 'the address of the Cerbos client' : shownAddress(address);
    return invalidConfiguration(
      `The server at ${server} answers "${details}", so the API of the PDP is not there. ${
        pathFault(address) ?? 'The address must have no slash and no path at its end.'
      }`,
      thrown,
    );
  }
  const tooLarge = typeof details === 'string' && details.includes('larger than max');
  if (typeof code === 'number' && (FINAL_CODES.has(code) || tooLarge)) {
    const reason = typeof details === 'string' ? details : `gRPC status ${code}`;
    return new RejectedError({
      code: 'pdp_rejected',
      message: `The PDP refused the question: ${reason}`,
      cause: thrown,
    });
  }
  if (Array.isArray(getProperty(thrown, 'validationErrors'))) {
    return new RejectedError({
      code: 'pdp_rejected',
      message:
        'The principal or the resource does not match the schemas of the policies, so the PDP refused the question. See validationErrors of the cause.',
      cause: thrown,
    });
  }
  if (hasInvalidUrl(thrown)) {
    return invalidConfiguration(
      "The address of the Cerbos client is not a URL. Is an environment variable missing? Write new HTTP('http://127.0.0.1:3592').",
      thrown,
    );
  }
  const server = address === undefined ? '' : ` at ${shownAddress(address)}`;
  const reason = typeof details === 'string' ? reasonOf(details, thrown) : '';
  return new UnavailableError({
    code: 'pdp_unreachable',
    message: `The PDP${server} can't be reached${reason === '' ? '' : `: ${reason}`}. ${
      advice(reason, address) ??
      'Check that it is running, and that the address of the Cerbos client is right.'
    }`,
    cause: thrown,
  });
}

/** What the client says, and what is below it: `fetch` itself only says that it failed. */
function reasonOf(details: string, thrown: unknown): string {
  const said = details
    .replace(/\/\/[^/\s]*@/g, '//')
    .replace(/\s*Resolution note:\s*$/, '')
    .replace(/[.\s]+$/, '');
  const failure = getProperty(thrown, 'cause');
  if (getProperty(failure, 'name') !== 'TypeError') return said;
  const fault = getProperty(failure, 'cause');
  const below = getProperty(fault, 'code') ?? getProperty(fault, 'message');
  return typeof below === 'string' && below !== '' ? `${said} (${below})` : said;
}

/** What to write, where the reason shows that the address is wrong. */
function advice(reason: string, address: ClientAddress | undefined): string | undefined {
  if (reason.includes('(HPE_')) {
    return 'The server there does not speak HTTP/1.1. Is it the port of gRPC? HTTP needs the other one, 3592 by default.';
  }
  if (/wrong.version.number|packet.length.too.long/i.test(reason)) {
    return address?.protocol === 'gRPC'
      ? 'The server there does not use TLS. Write tls: false.'
      : 'The server there does not use TLS. Write http:// in place of https://.';
  }
  return pathFault(address);
}

function hasInvalidUrl(thrown: unknown): boolean {
  for (let error = thrown, depth = 0; error !== undefined && depth < 4; depth += 1) {
    if (getProperty(error, 'code') === 'ERR_INVALID_URL') return true;
    error = getProperty(error, 'cause');
  }
  return false;
}

/**
 * Did the connection break, so that a second call may succeed? Clients report this with gRPC codes.
 * Over gRPC it is 14, UNAVAILABLE, or a stream that was reset. Over HTTP it is 13, INTERNAL, for the error of `fetch` when the
 * network fails: a TypeError, or on Cloudflare Workers an error with its own text. An answer that
 * can't be parsed has another cause.
 *
 * @see https://grpc.github.io/grpc/core/md_doc_statuscodes.html
 * @see https://fetch.spec.whatwg.org/#concept-network-error
 * @see https://developers.cloudflare.com/workers/observability/errors/
 */
export function isTransportFault(error: unknown): boolean {
  if (!(error instanceof UnavailableError)) return false;
  const code = getProperty(error.cause, 'code');
  if (code === 14 || isReset(error)) return true;
  const fault = getProperty(error.cause, 'cause');
  const isNetwork =
    getProperty(fault, 'name') === 'TypeError' ||
    getProperty(fault, 'message') === 'Network connection lost.';
  return code === 13 && isNetwork;
}

// This is how grpc-js reports a stream that the other side resets: a balancer that is about to stop
// does so. The second one is for the code CANCEL; a call that we stop has another text.
const RESET = /^(Received RST_STREAM with code |Call cancelled$)/;

function isReset({ cause }: Error): boolean {
  const details = getProperty(cause, 'details');
  return typeof details === 'string' && RESET.test(details);
}

/**
 * Is it no JSON? Then something in front of the PDP answered over HTTP, for example a proxy that does
 * not reach it.
 */
export function isPage(error: unknown): boolean {
  const fault = error instanceof UnavailableError ? getProperty(error.cause, 'cause') : undefined;
  return getProperty(fault, 'name') === 'SyntaxError';
}

/** True if nothing answers at all. Other failures may be caused by one question. */
export function isUnreached(error: UnavailableError): boolean {
  return isTransportFault(error) && !isOfProxy(error) && !isReset(error);
}

/** Is it from a proxy before the PDP? Then it does not say whether the PDP is up. */
export function isOfProxy({ cause }: Error): boolean {
  const details = getProperty(cause, 'details');
  return typeof details === 'string' && details.startsWith(PROXY_SAYS);
}
