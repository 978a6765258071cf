import type { Grant, GrantTypes } from './answer/Grant';
import { guard, type CheckedRule } from './answer/guard';
import type { Bridge } from './createBridge';
import type { ClerkAuth } from './identify/ClerkAuth';

/**
 * Gives the caller a grant, if the rule allows: what every adapter's guard comes down to.
 *
 * @throws DeniedError for everybody else; UnavailableError, RejectedError or ConfigurationError
 * where nobody can tell.
 */
export async function grantTo<T extends GrantTypes>(
  bridge: Bridge<T['policies']>,
  auth: ClerkAuth,
  rule: CheckedRule,
  args: readonly unknown[],
): Promise<Grant<T>> {
  const inquiry = await bridge.open(auth);
  return guard(inquiry, bridge.authorizer(inquiry), rule, args);
}
