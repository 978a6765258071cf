import type { PrincipalClient } from '../../ask/PrincipalClient';
import { denial, notFoundDenial } from '../../ask/decide';
import { readActions, readOnDenied, readResource } from '../../ask/readQuestion';
import type { OnDenied, ParsedResource } from '../../ask/types/Question';
import type { Authorizer } from '../../ask/types/Verbs';
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

/** A rule of any framework, as far as guarding goes. */
export interface GuardRule {
  readonly action?: string | undefined;
  readonly actions?: readonly string[] | undefined;
  readonly resource: unknown;
  readonly onDenied?: unknown;
  readonly acceptsToken?: AcceptsToken | undefined;
  readonly timeoutMs?: number | undefined;
  readonly anyOrigin?: boolean | undefined;
}

/** A rule that was checked and copied: changing the app's own object changes nothing any more. */
export interface CheckedRule {
  readonly actions: readonly string[];
  /** A resource as it was when the handler was wrapped, or the function that finds it. */
  readonly resource: unknown;
  readonly onDenied: OnDenied | CallableFunction | undefined;
  readonly acceptsToken: AcceptsToken | undefined;
  /** Milliseconds; the app's own where the rule says none. */
  readonly timeoutMs: number | undefined;
  readonly anyOrigin: boolean;
}

/**
 * Reads the rule and the handler of `withCerbos`, and refuses what could never be asked or called
 * when it is written rather than when the first request comes in.
 *
 * @param write - how a handler is written in this framework, for the message.
 * @param isOptional - may the rule stand alone, as middleware?
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
      ? `What follows the rule of withCerbos must be a handler, or be left out: ${write}.`
      : `withCerbos needs a handler after the rule: ${write}.`,
  );
}

/**
 * Refuses a rule that accepts more than session tokens. The SDK would never let such a caller
 * pass; an app that means them must not believe that it is open to them.
 *
 * @param sdk - what does not verify them, for the message.
 * @throws ConfigurationError `invalid_configuration`.
 */
export function refuseOtherTokens({ acceptsToken }: CheckedRule, sdk: string): void {
  const [accepted, ...others]: unknown[] = [acceptsToken ?? 'session_token'].flat();
  if (accepted === 'session_token' && others.length === 0) return;
  throw invalidConfiguration(
    `The rule of withCerbos accepts tokens that ${sdk} does not verify. Leave acceptsToken out, or write acceptsToken: 'session_token'.`,
  );
}

/**
 * Reads a rule, and refuses one that could never be asked when the handler is wrapped rather than
 * when the first request comes in.
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
    throw invalidRule('has an anyOrigin that is neither true nor false');
  }
  const read = {
    ...{ actions, acceptsToken, timeoutMs, anyOrigin },
    onDenied: readRuleOnDenied(onDenied),
  };
  if (typeof resource === 'function') return { ...read, resource };
  if (typeof resource !== 'object' || resource === null) {
    throw invalidRule("must have a resource: { kind: 'document', id }, or a function for it");
  }
  readResource(resource, 'resource');
  return { ...read, resource: snapshot(resource) };
}

function readRuleActions(rule: object): readonly string[] {
  try {
    return readActions(rule);
  } catch (cause) {
    const reason = isClerkCerbosError(cause) ? messageWithoutCode(cause) : '';
    throw invalidRule(`must name its action: ${reason.replace(/\.$/, '')}`, cause);
  }
}

function readRuleOnDenied(onDenied: unknown): CheckedRule['onDenied'] {
  if (typeof onDenied === 'function') return onDenied;
  try {
    return readOnDenied(onDenied);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : '';
    throw invalidRule(`has an onDenied that is no function and can't be read: ${reason}`, cause);
  }
}

/**
 * Asks what a rule says, and gives the grant, or the denial.
 *
 * @param pdpTimeoutMs - milliseconds to wait for the PDP, where the rule itself may take longer.
 * @throws UnavailableError or RejectedError where the answer can't be known.
 */
export async function grantOrDenial<T extends GrantTypes>(
  client: PrincipalClient,
  authorizer: Authorizer<T['policies']>,
  rule: CheckedRule,
  args: readonly unknown[],
  stopper: Stopper,
  pdpTimeoutMs: number | undefined,
): Promise<Grant<T> | DeniedError> {
  const { auth } = client;
  const { actions } = rule;
  const input =
    typeof rule.resource === 'function'
      ? await findResource(client, rule.resource, rule, args, stopper)
      : rule.resource;
  if (input === null || input === undefined) return notFoundDenial(client.principal, actions);
  const { parsed, attr } = readGuarded(Object(input) as object); // a string has no kind either
  const options = { includeMetadata: undefined, asker: 'server', pdpTimeoutMs } as const;
  const onDenied = typeof rule.onDenied === 'function' ? undefined : rule.onDenied;
  const question = { resource: parsed, actions, onDenied };
  const [answer] = await client.check([question], options, stopper);
  if (answer === undefined) throw new TypeError('Every question has an answer.');
  const { principal, decision, ready } = answer;
  if (ready === undefined || !decision.allAllowed()) return denial(answer, question);
  const { kind, id } = parsed;
  const { raw, value } = ready.loaded ?? { raw: attr, value: undefined };
  // With all parts that were asked about: who asks again about it must not ask the base policy.
  const { policyVersion, scope } = ready.resource;
  const resource = {
    ...{ kind, id, attr: raw, value },
    ...(policyVersion !== undefined && { policyVersion }),
    ...(scope !== undefined && { scope }),
  };
  // The rule was typed together with T: this is the resource that it names, as its loader found it.
  return { authorizer, decision, resource: resource as Grant<T>['resource'], principal, auth };
}

/** Calls the rule's function. Where it takes too long, `onDecision` hears so at once. */
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

/** Attributes are read once: what is decided on, and what a handler is given, are the same. */
function readGuarded(input: object): { readonly parsed: ParsedResource; readonly attr: unknown } {
  const member = (name: string) => getProperty(input, name);
  const given = member('attr');
  const attr = typeof given === 'object' && given !== null ? snapshot(given) : given;
  const read: Record<string, unknown> = { kind: member('kind'), id: member('id'), attr };
  for (const name of ['policyVersion', 'scope']) {
    const value = member(name);
    // One that is there without a value is named in development.
    if (value !== undefined || Object.hasOwn(input, name)) read[name] = value;
  }
  return { parsed: readResource(read, 'resource'), attr };
}

function invalidRule(reason: string, cause?: unknown): ConfigurationError {
  return invalidConfiguration(
    `The rule of withCerbos ${reason}. Write withCerbos({ action: 'view', resource: { kind: 'document', id } }, handler).`,
    cause,
  );
}
