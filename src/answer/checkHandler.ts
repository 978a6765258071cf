import { misconfigured } from '../misconfigured';

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
