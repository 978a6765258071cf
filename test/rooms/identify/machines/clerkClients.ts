import { createClerkClient } from '@clerk/backend';
import { createClerkClient as createClerkClient2 } from 'clerk-backend-2';
import type { ClerkAuth } from '../../../../src';
import type { ClerkSandbox } from '../../../../src/testing';

/** Asks a real @clerk/backend, of either major, who sends this token. */
export type Verify = (token: string, options?: { readonly jwtKey?: string }) => Promise<ClerkAuth>;

/** Both majors of @clerk/backend, pointed to the sandbox as an app's environment would. */
export const verifiers: readonly [string, (clerk: () => ClerkSandbox) => Verify][] = [
  // Both majors take and return the same here, by types that know nothing of each other.
  ['@clerk/backend 3', (clerk) => verifierOf(clerk, createClerkClient)],
  [
    '@clerk/backend 2',
    (clerk) => verifierOf(clerk, createClerkClient2 as unknown as typeof createClerkClient),
  ],
];

function verifierOf(clerk: () => ClerkSandbox, create: typeof createClerkClient): Verify {
  return async (token, { jwtKey = clerk().jwtKey } = {}) => {
    const { publishableKey, secretKey, url } = clerk();
    const telemetry = { disabled: true } as const;
    const client = create({ publishableKey, secretKey, jwtKey, apiUrl: url, telemetry });
    const request = new Request('http://localhost:3000/api', {
      headers: { authorization: `Bearer ${token}` },
    });
    // The middleware of every SDK asks so, and lets the app choose later what it accepts.
    const state = await client.authenticateRequest(request, { acceptsToken: 'any' });
    return state.toAuth() as ClerkAuth; // null only while a handshake is under way
  };
}
