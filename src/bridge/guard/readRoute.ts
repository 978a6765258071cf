import { misconfigured } from '../../base/errors';
import { type CheckedRule, type GuardRule, readRule } from './guard';

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
  throw misconfigured(
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
  throw misconfigured(`withCerbos needs a handler after the rule: ${write}.`);
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
  throw misconfigured(
    `The rule of withCerbos accepts tokens that ${sdk} does not verify. Leave acceptsToken out, or write acceptsToken: 'session_token'.`,
  );
}
