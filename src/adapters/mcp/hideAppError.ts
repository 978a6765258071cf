import { logProblem } from '../../answer/logProblem';
import { isClerkCerbosError } from '../../base/isClerkCerbosError';
import { getProperty } from '../../base/value';
import { INTERNAL_ERROR, rpcError } from './answerRefusal';
import { signalOf } from './McpContext';

/**
 * Handles an error of a question. Both SDKs send the message and the data of every error to the
 * client, also to one who is not allowed the call. What a loader or a rule throws may name a
 * database, so it is logged, and the client gets another error.
 *
 * @param context - of the message. Nothing is sent for one that the client has cancelled, and the
 * error is the reason that the client gave.
 * @throws an error of this package, or of JSON-RPC, as it is.
 */
export function hideAppError(context: object): (error: unknown) => never {
  return (error) => {
    const isCancelled = signalOf(context)?.aborted === true;
    if (isCancelled || isClerkCerbosError(error) || isOfProtocol(error)) throw error;
    logProblem(error);
    throw rpcError(INTERNAL_ERROR, 'Whether this is allowed could not be checked.');
  };
}

/** Is it meant for the client? Drivers of databases have numbers as codes, too. */
function isOfProtocol(error: unknown): boolean {
  const code = getProperty(error, 'code');
  // https://www.jsonrpc.org/specification#error_object
  return typeof code === 'number' && -32_768 <= code && code <= -32_000;
}
