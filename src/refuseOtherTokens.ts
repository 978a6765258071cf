import type { CheckedRule } from './answer/guard';
import { misconfigured } from './misconfigured';

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
