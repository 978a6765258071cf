import { readActions, readOnDenied, readResource } from '../../ask/readQuestion';
import type { OnDenied } from '../../ask/types/Question';
import {
  type ConfigurationError,
  invalidConfiguration,
  messageWithoutCode,
} from '../../base/errors';
import { isClerkCerbosError } from '../../base/isClerkCerbosError';
import { snapshot } from '../../base/snapshot';
import { isObject, withoutPrototype } from '../../base/value';
import { checkTimeout } from '../readOptions';
import type { AcceptsToken } from './Rule';

/** A rule of any framework, with untyped members. */
export interface GuardRule {
  readonly action?: string | undefined;
  readonly actions?: readonly string[] | undefined;
  readonly resource?: unknown;
  readonly newResource?: unknown;
  readonly onDenied?: unknown;
  readonly acceptsToken?: AcceptsToken | undefined;
  readonly timeoutMs?: number | undefined;
  readonly anyOrigin?: boolean | undefined;
}

/** A checked and copied rule. Later changes to the app's object change nothing. */
export interface CheckedRule {
  readonly actions: readonly string[];
  /** The copied resource, or the function that finds it. For a new one always a function. */
  readonly resource: unknown;
  /** True if the resource does not exist yet. Its function gets the caller before the arguments. */
  readonly isNew: boolean;
  readonly onDenied: OnDenied | CallableFunction | undefined;
  readonly acceptsToken: AcceptsToken | undefined;
  /** Milliseconds. `undefined` means the app's own deadline. */
  readonly timeoutMs: number | undefined;
  readonly anyOrigin: boolean;
}

/**
 * Reads the rule and the handler of `withCerbos`. Mistakes are found when the handler is wrapped,
 * not when the first request comes in.
 *
 * @param write - how to write a handler in this framework, for the message.
 * @param isOptional - true if the rule may stand alone, as middleware.
 * @throws ConfigurationError `invalid_configuration`.
 */
export function readRoute(
  rule: GuardRule,
  handler: unknown,
  write: string,
  { isOptional = false }: { readonly isOptional?: boolean } = {},
): CheckedRule {
  const checked = readRule(rule);
  if (typeof handler === 'function' || (isOptional && handler === undefined)) return checked;
  throw invalidConfiguration(
    isOptional
      ? `The second argument of withCerbos must be a handler, or be left out. Write ${write}.`
      : `The second argument of withCerbos must be a handler. Write ${write}.`,
  );
}

/**
 * Refuses a rule that accepts more than session tokens, in a framework whose Clerk SDK would refuse
 * all other tokens. The app would otherwise seem open to these callers.
 *
 * @param sdk - the name of the SDK, for the message.
 * @throws ConfigurationError `invalid_configuration`.
 */
export function refuseOtherTokens({ acceptsToken }: CheckedRule, sdk: string): void {
  const [accepted, ...others]: unknown[] = [acceptsToken ?? 'session_token'].flat();
  if (accepted === 'session_token' && others.length === 0) return;
  throw invalidConfiguration(
    `The rule of withCerbos accepts types of token that ${sdk} does not verify. Leave acceptsToken out, or write acceptsToken: 'session_token'.`,
  );
}

/**
 * Reads a rule. Mistakes are found when the handler is wrapped, not when the first request comes
 * in.
 *
 * @param guard - the function that takes the rule, for the message.
 * @throws ConfigurationError `invalid_configuration`.
 */
export function readRule(rule: GuardRule, guard = 'withCerbos'): CheckedRule {
  const invalid = (reason: string, cause?: unknown) => invalidRule(guard, reason, cause);
  const readPart = <T>(reason: string, read: () => T): T => {
    try {
      return read();
    } catch (cause) {
      throw invalid(reason, cause);
    }
  };
  if (!isObject(rule)) throw invalid('must be an object');
  const own = withoutPrototype(rule);
  const actions = readPart('is wrong', () => readActions(own));
  const { resource, newResource, onDenied, acceptsToken, timeoutMs, anyOrigin = false } = own;
  if (timeoutMs !== undefined) checkTimeout(timeoutMs, 'The timeoutMs of a rule');
  if (typeof anyOrigin !== 'boolean') throw invalid('has an anyOrigin that is not true or false');
  const readDenied = () => readOnDenied(onDenied);
  const isNew = newResource !== undefined;
  const read = {
    ...{ actions, acceptsToken, timeoutMs, anyOrigin, isNew },
    onDenied:
      typeof onDenied === 'function'
        ? onDenied
        : readPart('has an onDenied that is neither a function nor a valid value', readDenied),
  };
  if (isNew) {
    if (resource !== undefined) {
      throw invalid('has both a resource and a newResource, but only one of them is allowed');
    }
    if (typeof newResource === 'function') return { ...read, resource: newResource };
    throw invalid(
      "has a newResource that is not a function, such as () => ({ kind: 'document', attr })",
    );
  }
  if (typeof resource === 'function') return { ...read, resource };
  if (typeof resource !== 'object' || resource === null) {
    throw invalid(
      "must have a resource, such as { kind: 'document', id }, a function that returns it, or a newResource",
    );
  }
  readPart('has a resource that is wrong', () => readResource(resource, 'resource'));
  return { ...read, resource: snapshot(resource) };
}

function invalidRule(guard: string, reason: string, cause: unknown): ConfigurationError {
  const why = isClerkCerbosError(cause) ? `: ${messageWithoutCode(cause)}` : '.';
  const guarded = guard === 'withCerbos' ? 'handler' : 'execute';
  return invalidConfiguration(
    `The rule of ${guard} ${reason}${why} Write ${guard}({ action: 'view', resource: { kind: 'document', id } }, ${guarded}).`,
    cause,
  );
}
