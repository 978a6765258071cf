import { getProperty, isObject } from '../../base/value';
import { validated } from './guardRegistrations';

/** A handler that may not be the SDK's, and what it is asked about. */
interface AskedArguments {
  /** What the tool was registered with, if it was. */
  readonly source: object | undefined;
  /** The arguments as they were sent. */
  readonly sent: unknown;
  /** Is it known that the app has set the handler itself? */
  readonly isOfApp: boolean;
}

/**
 * The arguments to ask about before a handler runs that may be the app's own. The SDK's handler passes
 * validated arguments on. The app's own may use what was sent, with members that the schema drops, so
 * both must be allowed.
 *
 * Where it is not known whose handler it is, the second has the members that the schema drops, and
 * all others as they are validated: else a default or a number in a text would be refused.
 */
export async function argumentsToAsk({
  source,
  sent = {},
  isOfApp,
}: AskedArguments): Promise<readonly unknown[]> {
  if (source === undefined) return [sent];
  const args = await validated(source, sent);
  return args === sent ? [args] : [args, isOfApp ? sent : withDropped(sent, args, 0)];
}

// Deeper values are refused when they are asked about.
const MAX_DEPTH = 100;

function withDropped(sent: unknown, kept: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH || !isPlain(sent) || !isPlain(kept)) return kept;
  const merged = new Map<string, unknown>(Object.entries(sent));
  for (const [name, value] of Object.entries(kept)) {
    merged.set(name, withDropped(getProperty(sent, name), value, depth + 1));
  }
  // Unlike an assignment, it makes a member of the name __proto__, too.
  return Object.fromEntries(merged);
}

function isPlain(value: unknown): value is object {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
