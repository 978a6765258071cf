import { readActions, readOnDenied, readResource } from '../../ask/readQuestion';
import type { OnDenied } from '../../ask/types/Question';
import {
  type ConfigurationError,
  invalidConfiguration,
  isClerkCerbosError,
  messageWithoutCode,
} from '../../base/errors';
import { snapshot } from '../../base/snapshot';
import { isObject, withoutPrototype } from '../../base/value';
import { checkTimeout } from '../readOptions';
import type { AcceptsToken } from './Rule';

/** A rule of any framework, with untyped members. */
export interface GuardRule {
  readonly action?: string | undefined;
  readonly actions?: readonly string[] | undefined;
  readonly resource: unknown;
  readonly onDenied?: unknown;
  readonly acceptsToken?: AcceptsToken | undefined;
  readonly timeoutMs?: number | undefined;
  readonly anyOrigin?: boolean | undefined;
}

/** A checked and copied rule. Later changes to the app's object change nothing. */
export interface CheckedRule {
  readonly actions: readonly string[];
  /** The copied resource, or the function that finds it. */
  readonly resource: unknown;
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
 * @throws ConfigurationError `invalid_configuration`.
 */
export function readRule(rule: GuardRule): CheckedRule {
  if (!isObject(rule)) throw invalidRule('must be an object');
  const own = withoutPrototype(rule);
  const actions = readRuleActions(own);
  const { resource, onDenied, acceptsToken, timeoutMs, anyOrigin = false } = own;
  if (timeoutMs !== undefined) checkTimeout(timeoutMs, 'The timeoutMs of a rule');
  if (typeof anyOrigin !== 'boolean') {
    throw invalidRule('has an anyOrigin that is not true or false');
  }
  const read = {
    ...{ actions, acceptsToken, timeoutMs, anyOrigin },
    onDenied: readRuleOnDenied(onDenied),
  };
  if (typeof resource === 'function') return { ...read, resource };
  if (typeof resource !== 'object' || resource === null) {
    throw invalidRule(
      "must have a resource, such as { kind: 'document', id }, or a function that returns it",
    );
  }
  checkRuleResource(resource);
  return { ...read, resource: snapshot(resource) };
}

function checkRuleResource(resource: object): void {
  try {
    readResource(resource, 'resource');
  } catch (cause) {
    throw invalidRule('has a resource that is wrong', cause);
  }
}

function readRuleActions(rule: object): readonly string[] {
  try {
    return readActions(rule);
  } catch (cause) {
    throw invalidRule('is wrong', cause);
  }
}

function readRuleOnDenied(onDenied: unknown): CheckedRule['onDenied'] {
  if (typeof onDenied === 'function') return onDenied;
  try {
    return readOnDenied(onDenied);
  } catch (cause) {
    throw invalidRule('has an onDenied that is neither a function nor a valid value', cause);
  }
}

function invalidRule(reason: string, cause?: unknown): ConfigurationError {
  const why = isClerkCerbosError(cause) ? `: ${messageWithoutCode(cause)}` : '.';
  return invalidConfiguration(
    `The rule of withCerbos ${reason}${why} Write withCerbos({ action: 'view', resource: { kind: 'document', id } }, handler).`,
    cause,
  );
}
