import type { PrincipalClient } from '../../ask/createPrincipalClient';
import { denial, notFoundDenial } from '../../ask/decide';
import { readActions, readResource } from '../../ask/readQuestion';
import type { ParsedResource } from '../../ask/types/Question';
import type { Authorizer } from '../../ask/types/Verbs';
import { type ConfigurationError, invalidConfiguration } from '../../base/errors';
import { snapshot } from '../../base/snapshot';
import type { AcceptsToken, Grant, GrantTypes } from './Rule';

/** A rule of any framework, as far as guarding goes. */
export interface GuardRule {
  readonly action?: string | undefined;
  readonly actions?: readonly string[] | undefined;
  readonly resource: unknown;
  readonly onDenied?: unknown;
  readonly acceptsToken?: AcceptsToken | undefined;
}

/** A rule that was checked and copied: changing the app's own object changes nothing any more. */
export interface CheckedRule {
  readonly actions: readonly string[];
  /** A resource as it was when the handler was wrapped, or the function that finds it. */
  readonly resource: unknown;
  readonly onDenied: unknown;
  readonly acceptsToken: AcceptsToken | undefined;
}

/**
 * Reads a rule, and refuses one that could never be asked when the handler is wrapped rather than
 * when the first request comes in.
 *
 * @throws ConfigurationError `invalid_configuration`.
 */
export function readRule(rule: GuardRule): CheckedRule {
  const given: unknown = rule;
  if (typeof given !== 'object' || given === null) throw invalidRule('must be an object');
  const actions = readRuleActions(given);
  const { resource, onDenied, acceptsToken } = rule;
  if (onDenied !== undefined && onDenied !== 'not-found' && typeof onDenied !== 'function') {
    throw invalidRule("has an onDenied that is neither 'not-found' nor a function");
  }
  const read = { actions, onDenied, acceptsToken };
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
    const reason = cause instanceof Error ? cause.message : '';
    throw invalidRule(`must name its action: ${reason}`, cause);
  }
}

/**
 * Lets only those pass whom the rule allows.
 *
 * @throws DeniedError for everybody else; UnavailableError or RejectedError where nobody can tell.
 */
export async function guard<T extends GrantTypes>(
  inquiry: PrincipalClient,
  authorizer: Authorizer<T['policies']>,
  rule: CheckedRule,
  args: readonly unknown[],
): Promise<Grant<T>> {
  const { auth, principal } = inquiry;
  const { actions } = rule;
  const input: unknown =
    typeof rule.resource === 'function'
      ? await Reflect.apply(rule.resource, undefined, args)
      : rule.resource;
  if (input === null || input === undefined) throw notFoundDenial(principal, actions);
  const { asked, attr } = readGuarded(Object(input) as object); // a string has no kind either
  const [answer] = await inquiry.check([{ resource: asked, actions }]);
  if (answer === undefined) throw new TypeError('Every question has an answer.');
  const { decision, ready } = answer;
  if (ready === undefined || !decision.allAllowed()) throw denial(principal, actions, decision);
  const { kind, id } = asked;
  const { raw, value } = ready.loaded ?? { raw: attr, value: undefined };
  const resource = { kind, id, attr: raw, value };
  // The rule was typed together with T: this is the resource that it names, as its loader found it.
  return { authorizer, decision, resource: resource as Grant<T>['resource'], principal, auth };
}

/** Attributes are read once: what is decided on, and what a handler is given, are the same. */
function readGuarded(input: object): { readonly asked: ParsedResource; readonly attr: unknown } {
  const member = (name: string): unknown => Reflect.get(input, name);
  const given = member('attr');
  const attr = typeof given === 'object' && given !== null ? snapshot(given) : given;
  const [kind, id] = [member('kind'), member('id')];
  const [policyVersion, scope] = [member('policyVersion'), member('scope')];
  return { asked: readResource({ kind, id, attr, policyVersion, scope }, 'resource'), attr };
}

function invalidRule(reason: string, cause?: unknown): ConfigurationError {
  return invalidConfiguration(
    `The rule of withCerbos ${reason}. Write withCerbos({ action: 'view', resource: { kind: 'document', id } }, handler).`,
    cause,
  );
}

/**
 * Reads the rule of a route, with or without a handler to wrap, when the route is made rather than
 * when the first request comes in.
 *
 * @param write - how a handler is written in this framework, for the message.
 * @throws ConfigurationError `invalid_configuration` for what could never be asked or called.
 */
export function readRoute(rule: GuardRule, handler: unknown, write: string): CheckedRule {
  const checked = readRule(rule);
  if (handler === undefined || typeof handler === 'function') return checked;
  throw invalidConfiguration(
    `What follows the rule of withCerbos must be a handler, or be left out: ${write}.`,
  );
}

/**
 * Refuses to wrap what can't be called, when the handler is wrapped rather than when the first
 * request comes in.
 *
 * @param write - how a handler is written in this framework, for the message.
 * @throws ConfigurationError `invalid_configuration`.
 */
export function checkHandler(handler: unknown, write: string): void {
  if (typeof handler === 'function') return;
  throw invalidConfiguration(`withCerbos needs a handler after the rule: ${write}.`);
}

/** What a rule may accept where Clerk's SDK verifies no other tokens. */
export interface SessionTokensOnly {
  readonly acceptsToken?: 'session_token' | readonly ['session_token'];
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
