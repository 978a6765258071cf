import { getProperty } from '../base/value';
import { holdsScopes } from '../identify/ClerkAuth';
import type { Principal } from '../identify/Principal';
import type { Decision } from './types/Decision';

// A client shows them to its user, who grants all of them at once.
const MAX_SCOPES = 20;

/**
 * The scopes that the policy demands for the actions that it denied, if the caller's token lacks one
 * of them. Empty for sessions, which have no scopes, and for M2M tokens, whose scopes are machines.
 *
 * A policy demands them with an output: `{"clerk": {"scopes": ["invoices:refund"]}}`. All that it
 * names are returned, because a client asks its user for all scopes of an operation at once.
 *
 * @param denied - the actions that the policy denied.
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1
 */
export function missingScopes(
  { attr: { tokenType, scopes: held } }: Principal,
  { outputs }: Pick<Decision, 'outputs'>,
  denied: readonly string[],
): readonly string[] {
  if (!holdsScopes({ tokenType })) return [];
  const demanded = outputs
    .filter(({ action }) => denied.includes(action))
    .flatMap(({ value }) => getProperty(getProperty(value, 'clerk'), 'scopes'))
    .filter(isScope);
  const scopes = [...new Set(demanded)].toSorted().slice(0, MAX_SCOPES);
  return scopes.some((scope) => !held.includes(scope)) ? scopes : [];
}

/** Other text could end the header that carries it. */
function isScope(scope: unknown): scope is string {
  // https://www.rfc-editor.org/rfc/rfc6749#appendix-A.4
  return typeof scope === 'string' && /^[\x21\x23-\x5B\x5D-\x7E]{1,200}$/.test(scope);
}
