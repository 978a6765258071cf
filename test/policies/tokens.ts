import { createClerkClient } from '@clerk/backend';
import fc from 'fast-check';
import { onTestFinished } from 'vitest';
import { startClerkSandbox } from '../../src/testing';
import { clerkBackends } from '../rooms/identify/clerkAuths';
import type { Claims } from './claims';
import type { HasAuth, Token } from './compareWithHas';

/** Changes with every run, and is printed. */
export const seed = Math.floor(Math.random() * 2 ** 31);

/** So many generated sets of claims. */
export const sample = (claims: fc.Arbitrary<Claims>, numRuns: number): Claims[] =>
  fc.sample(claims, { seed, numRuns });

const [backend3, backend2] = clerkBackends;

/** A token of these claims, as the SDK of a major version understands it. */
export function understand(claims: Claims, version: 2 | 3 = 3): Token {
  // What both majors make has Clerk's own has().
  return understood(
    claims,
    () => (version === 3 ? backend3 : backend2)?.signedIn(claims) as HasAuth,
  );
}

/** The SDK itself throws on some claims; then there is nobody to speak of. */
function understood(claims: Claims, toAuth: () => HasAuth | null): Token {
  try {
    return { claims, auth: toAuth() ?? undefined };
  } catch {
    return { claims, auth: undefined };
  }
}

/** Tokens signed by Clerk's stand-in and verified by its SDK, one for each set of claims. */
export async function verifiedTokens(claims: readonly Claims[]): Promise<Token[]> {
  const clerk = await startClerkSandbox({ users: [], organizations: [] });
  onTestFinished(() => clerk.close());
  const { publishableKey, secretKey, jwtKey } = clerk;
  const telemetry = { disabled: true };
  const client = createClerkClient({ publishableKey, secretKey, jwtKey, telemetry });
  const now = Math.floor(Date.now() / 1_000);
  return Promise.all(
    claims.map(async (some) => {
      const token = clerk.signJwt({ ...some, iat: now, nbf: now - 10, exp: now + 600 });
      const headers = { authorization: `Bearer ${token}` };
      const state = await client.authenticateRequest(new Request('http://localhost', { headers }));
      return understood(some, () => state.toAuth());
    }),
  );
}
