import { type AnyClerkCerbosError, type ErrorCode, messageWithoutCode } from '../base/errors';

/** What was logged of one code since a second began. */
interface Second {
  readonly start: number;
  readonly messages: Set<string>;
  /** How many came beside them that were not shown. */
  hidden: number;
}

const SECOND_MS = 1_000;
// A mistake may have as many messages as there are ids.
const MOST_MESSAGES = 10;
const seconds = new Map<ErrorCode, Second>();

/**
 * Tells those who run the app what is wrong with it, or with its PDP: the same once a second, and
 * in the next second how many lines were left out. There is no timer for the last of them: it would
 * keep a process from ending, and on servers at the edge none runs between requests.
 */
export function logProblem(error: AnyClerkCerbosError): void {
  const { code } = error;
  const message = messageWithoutCode(error);
  const now = performance.now();
  const last = seconds.get(code);
  let left = 0;
  if (last === undefined || now - last.start >= SECOND_MS) {
    left = last?.hidden ?? 0;
    seconds.set(code, { start: now, messages: new Set([message]), hidden: 0 });
  } else if (last.messages.has(message) || last.messages.size === MOST_MESSAGES) {
    last.hidden += 1;
    return;
  } else {
    last.messages.add(message);
  }
  const more = left === 0 ? '' : ` (${left} more of this code were not shown)`;
  console.error(`[clerk-cerbos] ${code}: ${message}${more}`);
}
