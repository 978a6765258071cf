import type { CheckedRule } from '../../answer/guard';
import { ConfigurationError } from '../../errors';

/**
 * Refuses a rule that accepts what the SDK for Remix does not verify, when the loader is wrapped.
 * Such a token could never pass, and a session would, where the rule may not accept sessions.
 *
 * @throws ConfigurationError `invalid_configuration`.
 */
export function refuseOtherTokens({ acceptsToken }: CheckedRule): void {
  const [accepted, ...others]: unknown[] = [acceptsToken ?? 'session_token'].flat();
  if (accepted === 'session_token' && others.length === 0) return;
  throw new ConfigurationError({
    code: 'invalid_configuration',
    message:
      "The rule of withCerbos accepts tokens that @clerk/remix does not verify. Leave acceptsToken out, or write acceptsToken: 'session_token'.",
  });
}
