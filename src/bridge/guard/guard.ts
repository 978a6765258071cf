import type { PrincipalClient } from '../../ask/PrincipalClient';
import { denial, notFoundDenial } from '../../ask/decide';
import { isName, readActions, readOnDenied, readResource } from '../../ask/readQuestion';
import type { OnDenied, ParsedResource } from '../../ask/types/Question';
import type { Authorizer } from '../../ask/types/Verbs';
import { warnOnce } from '../../base/development';
import {
  type ConfigurationError,
  type DeniedError,
  invalidConfiguration,
  isClerkCerbosError,
  messageWithoutCode,
} from '../../base/errors';
import { snapshot } from '../../base/snapshot';
import { getProperty, isObject, withoutPrototype } from '../../base/value';
import type { Stopper } from '../../base/withDeadline';
import { checkTimeout } from '../readOptions';
import type { AcceptsToken, Grant, GrantTypes } from './Rule';

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

/**
 * Asks the question of a rule. Returns the grant or the denial.
 *
 * @param pdpTimeoutMs - milliseconds to wait for the PDP, if the rule itself may take longer.
 * @throws UnavailableError or RejectedError if there is no answer.
 */
export async function grantOrDenial<T extends GrantTypes>(
  client: PrincipalClient,
  authorizer: Authorizer<T['policies']>,
  rule: CheckedRule,
  args: readonly unknown[],
  stopper: Stopper,
  pdpTimeoutMs: number | undefined,
): Promise<Grant<T> | DeniedError> {
  const { auth, principal: caller } = await client.ready(stopper);
  const { actions } = rule;
  const input =
    typeof rule.resource === 'function'
      ? await findResource(client, rule.resource, rule, args, stopper)
      : rule.resource;
  if (input === null || input === undefined) return notFoundDenial(caller, actions);
  const read = readGuarded(Object(input) as object); // a string has no kind either
  if (read === undefined) return notFoundDenial(caller, actions);
  const { parsed, attr } = read;
  const options = { includeMetadata: undefined, asker: 'server', pdpTimeoutMs } as const;
  const onDenied = typeof rule.onDenied === 'function' ? undefined : rule.onDenied;
  const question = { resource: parsed, actions, onDenied };
  const [answer] = await client.check([question], options, stopper);
  if (answer === undefined) throw new TypeError('Every question has an answer.');
  const { principal, decision, ready } = answer;
  if (ready === undefined || !decision.allAllowed()) return denial(answer, question);
  const { kind, id } = parsed;
  const { raw, value } = ready.loaded ?? { raw: attr, value: undefined };
  // With scope and version, so that a question about this resource asks the same policies again.
  const { policyVersion, scope } = ready.resource;
  const resource = {
    ...{ kind, id, attr: raw, value },
    ...(policyVersion !== undefined && { policyVersion }),
    ...(scope !== undefined && { scope }),
  };
  // The rule was typed together with T: this is its resource, as the loader found it.
  return { authorizer, decision, resource: resource as Grant<T>['resource'], principal, auth };
}

/** Calls the rule's function. If it takes too long, `onDecision` is told at once. */
async function findResource(
  client: PrincipalClient,
  find: CallableFunction,
  { actions }: CheckedRule,
  args: readonly unknown[],
  stopper: Stopper,
): Promise<unknown> {
  const start = performance.now();
  const tellGivenUp = () => {
    client.tellGivenUp(actions, stopper.reason, performance.now() - start);
  };
  stopper.waitingFor(() => "the rule's resource function");
  stopper.addEventListener('abort', tellGivenUp);
  try {
    const found: unknown = await Reflect.apply(find, undefined, args);
    stopper.throwIfStopped();
    return found;
  } finally {
    stopper.removeEventListener('abort', tellGivenUp);
  }
}

/**
 * Reads each member once, so that the decision and the handler see the same values.
 *
 * @returns undefined if the id can't be one. Only the caller chooses the id, so this is an answer
 * to the caller, and not a mistake of the app.
 */
function readGuarded(
  input: object,
): { readonly parsed: ParsedResource; readonly attr: unknown } | undefined {
  const member = (name: string) => getProperty(input, name);
  const [kind, id] = [member('kind'), member('id')];
  if (isName(kind) && !isName(id)) {
    warnOfId(kind, id);
    return undefined;
  }
  const given = member('attr');
  const attr = typeof given === 'object' && given !== null ? snapshot(given) : given;
  const read: Record<string, unknown> = { kind, id, attr };
  for (const name of ['policyVersion', 'scope', 'attributes']) {
    const value = member(name);
    // A member that is present but undefined causes a warning in development.
    if (value !== undefined || Object.hasOwn(input, name)) read[name] = value;
  }
  return { parsed: readResource(read, 'resource'), attr };
}

/** In development, since the rule may be wrong for all callers. What a caller sent is not shown. */
function warnOfId(kind: string, id: unknown): void {
  const isText = typeof id === 'string' && id !== '';
  const what = isText ? 'text that is not well-formed Unicode' : typeOf(id);
  warnOnce(
    `The resource function of a rule returned the kind ${JSON.stringify(kind)} with an id that is ${what}. The answer is the same as for a resource that does not exist. An id must be a non-empty string.`,
  );
}

function typeOf(id: unknown): string {
  if (id === '') return 'empty';
  if (id === undefined || id === null) return String(id);
  return Array.isArray(id) ? 'a list' : `of the type ${typeof id}`;
}

function invalidRule(reason: string, cause?: unknown): ConfigurationError {
  const why = isClerkCerbosError(cause) ? `: ${messageWithoutCode(cause)}` : '.';
  return invalidConfiguration(
    `The rule of withCerbos ${reason}${why} Write withCerbos({ action: 'view', resource: { kind: 'document', id } }, handler).`,
    cause,
  );
}
