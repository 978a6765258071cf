import { type ErrorCode, messageWithoutCode } from '../base/errors';
import { isClerkCerbosError } from '../base/isClerkCerbosError';

/** What was logged for one code in the current second. */
interface Second {
  readonly start: number;
  readonly messages: Set<string>;
  /** How many more messages there were that were not shown. */
  hidden: number;
}

const SECOND_MS = 1_000;
// One mistake can have as many messages as there are ids.
const MOST_MESSAGES = 10;
const seconds = new Map<ErrorCode, Second>();

/**
 * Logs an error for the people who run the app. Of this package, each message is logged once a
 * second; the next line says how many were left out. There is no timer for the last of them, because a timer would keep a
 * process alive, and on edge servers none runs between requests.
 */
export function logProblem(error: unknown): void {
  if (!isClerkCerbosError(error)) {
    console.error(error);
    return;
  }
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
