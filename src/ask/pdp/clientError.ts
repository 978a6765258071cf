import {
  type ConfigurationError,
  invalidConfiguration,
  RejectedError,
  UnavailableError,
} from '../../base/errors';
import { getProperty } from '../../base/value';

// INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, FAILED_PRECONDITION, OUT_OF_RANGE, UNIMPLEMENTED,
// UNAUTHENTICATED: the PDP understood the call and won't ever answer it.
// https://grpc.github.io/grpc/core/md_doc_statuscodes.html
const FINAL_CODES = new Set([3, 5, 7, 9, 11, 12, 16]);

// So grpc-js says that a proxy on the way answered, and no PDP. Over HTTP the client drops the status:
// what is not the PDP's JSON can't be told apart there.
// https://www.rfc-editor.org/rfc/rfc9110#section-15.5.14
const PROXY_SAYS = 'Received HTTP status code ';
const PROXY_SAYS_TOO_LARGE = `${PROXY_SAYS}413`;

/**
 * Tells by its shape what a Cerbos client threw, since several copies of the SDK's classes may be
 * installed: did the PDP refuse the question, was it never given an address, or is there no answer?
 */
export function clientError(
  thrown: unknown,
): RejectedError | UnavailableError | ConfigurationError {
  const code = getProperty(thrown, 'code');
  const details = getProperty(thrown, 'details');
  if (typeof details === 'string' && details.includes('invalid auxData')) {
    return new RejectedError({
      code: 'token_rejected',
      message:
        'The PDP does not accept the session token (auxData). Does its configuration name the keys of this Clerk instance under auxData.jwt.keySets, and is its clock right? Its log says why.',
      cause: thrown,
    });
  }
  if (details === PROXY_SAYS_TOO_LARGE) {
    return new RejectedError({
      code: 'pdp_rejected',
      message:
        'The question is larger than max for what stands between this app and the PDP: it answers 413. Ask with smaller attributes, or raise its limit.',
      cause: thrown,
    });
  }
  const tooLarge = typeof details === 'string' && details.includes('larger than max');
  if (typeof code === 'number' && (FINAL_CODES.has(code) || tooLarge)) {
    const reason = typeof details === 'string' ? details : `gRPC status ${code}`;
    return new RejectedError({
      code: 'pdp_rejected',
      message: `The PDP refuses the question: ${reason}`,
      cause: thrown,
    });
  }
  if (Array.isArray(getProperty(thrown, 'validationErrors'))) {
    return new RejectedError({
      code: 'pdp_rejected',
      message: 'The principal or the resource does not fit the schemas of the policies.',
      cause: thrown,
    });
  }
  if (hasInvalidUrl(thrown)) {
    return invalidConfiguration(
      "The Cerbos client was not given an address that is a URL. Is an environment variable missing? Write new HTTP('http://127.0.0.1:3592').",
      thrown,
    );
  }
  return new UnavailableError({
    code: 'pdp_unreachable',
    message: `The PDP can't be reached${
      typeof details === 'string' && details !== '' ? `: ${details}` : ''
    }. Is it running, and at the address that the Cerbos client was given?`,
    cause: thrown,
  });
}

function hasInvalidUrl(thrown: unknown): boolean {
  for (let error = thrown, depth = 0; error !== undefined && depth < 4; depth += 1) {
    if (getProperty(error, 'code') === 'ERR_INVALID_URL') return true;
    error = getProperty(error, 'cause');
  }
  return false;
}

/**
 * Did the connection break, so that the question may get through the next time? Clients tell by gRPC
 * codes: 14, UNAVAILABLE, over gRPC; over HTTP 13, INTERNAL, for the error by which `fetch` says that
 * the network failed: a TypeError, and on Cloudflare Workers one with a text of its own. What can't
 * be parsed has another cause.
 *
 * @see https://grpc.github.io/grpc/core/md_doc_statuscodes.html
 * @see https://fetch.spec.whatwg.org/#concept-network-error
 * @see https://developers.cloudflare.com/workers/observability/errors/
 */
export function isTransportFault(error: unknown): boolean {
  if (!(error instanceof UnavailableError)) return false;
  const code = getProperty(error.cause, 'code');
  if (code === 14) return true;
  const fault = getProperty(error.cause, 'cause');
  const isNetwork =
    getProperty(fault, 'name') === 'TypeError' ||
    getProperty(fault, 'message') === 'Network connection lost.';
  return code === 13 && isNetwork;
}

/** Is there nothing that answers? Else it may be what one question has in it. */
export function isUnreached(error: UnavailableError): boolean {
  return isTransportFault(error) && !isOfProxy(error);
}

/** Does it come from what stands before the PDP, and says nothing of whether that is there? */
export function isOfProxy({ cause }: Error): boolean {
  const details = getProperty(cause, 'details');
  return typeof details === 'string' && details.startsWith(PROXY_SAYS);
}
