import { type CheckedRule, type GuardRule, readRule } from './answer/guard';
import { misconfigured } from './misconfigured';

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
