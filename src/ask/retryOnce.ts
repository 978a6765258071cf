import { UnavailableError } from '../errors';
import { member } from '../member';

// Long enough for a connection to be replaced, short beside any deadline; at random, so that those
// who lost one connection together don't come back together.
const MIN_PAUSE_MS = 10;
const MAX_PAUSE_MS = 100;

/**
 * Does it once more, after a short pause, where the first time did not get through: the connection
 * was refused or broke. Questions change nothing, so it does not matter if the PDP had heard it.
 * Whatever answered, even an error or garbage, would do so again; so would whoever is too late.
 *
 * @param signal - ends the pause, too.
 */
export async function retryOnce<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (signal.aborted || !isTransportFault(error)) throw error;
    await pause(MIN_PAUSE_MS + Math.random() * (MAX_PAUSE_MS - MIN_PAUSE_MS), signal);
    signal.throwIfAborted();
    return attempt();
  }
}

/**
 * Clients tell by gRPC codes: 14, UNAVAILABLE, over gRPC; over HTTP 13, INTERNAL, for the TypeError
 * by which `fetch` says that the network failed. What can't be parsed has another cause.
 *
 * @see https://grpc.github.io/grpc/core/md_doc_statuscodes.html
 * @see https://fetch.spec.whatwg.org/#concept-network-error
 */
function isTransportFault(error: unknown): boolean {
  if (!(error instanceof UnavailableError)) return false;
  const code = member(error.cause, 'code');
  if (code === 14) return true;
  return code === 13 && member(member(error.cause, 'cause'), 'name') === 'TypeError';
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
