import { createClerkClient } from '@clerk/backend';
import { type Principal, toPrincipal } from '../../src';
import { type ClerkSandbox, startClerkSandbox } from '../../src/testing';
import { accounts, machines, sessions, strangers } from './people';

/** The principals of the pack's policy tests: each out of a token that Clerk's SDK verified. */
async function makePrincipals(): Promise<Record<string, Principal>> {
  await using clerk = await startClerkSandbox(accounts);
  const principals: Record<string, Principal> = {
    anonymous: toPrincipal({ tokenType: 'session_token', isAuthenticated: false }),
  };
  for (const [name, options] of Object.entries(sessions)) {
    principals[name] = toPrincipal(await authOf(clerk, clerk.sessionToken(options)));
  }
  for (const [name, auth] of Object.entries(machines)) principals[name] = toPrincipal(auth);
  return principals;
}

async function authOf({ publishableKey, secretKey, jwtKey }: ClerkSandbox, token: string) {
  const telemetry = { disabled: true };
  const client = createClerkClient({ publishableKey, secretKey, jwtKey, telemetry });
  const headers = { authorization: `Bearer ${token}` };
  const state = await client.authenticateRequest(new Request('http://localhost', { headers }));
  const auth = state.toAuth({ treatPendingAsSignedOut: false });
  if (auth?.isAuthenticated !== true) {
    throw new Error(`Clerk's SDK did not accept the token: ${String(state.reason)}`);
  }
  return auth;
}

/** The text of `testdata/principals.json`. */
export async function makeFixtures(): Promise<string> {
  const principals = await makePrincipals();
  const principalGroups = { strangers: { principals: strangers } };
  return JSON.stringify({ principals, principalGroups }, null, 2);
}
