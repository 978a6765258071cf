import { HTTP } from '@cerbos/http';
import { createClerkClient } from '@clerk/backend';
import { type ClerkAuth, createClerkCerbos, type Principal, toPrincipal } from '../../src';
import { type ClerkSandbox, startClerkSandbox } from '../../src/testing';
import { accounts, machines, oauthTokens, sessions, strangers } from './people';
import { tokenOrgId } from './tokenOrgId';

const { authorizer } = createClerkCerbos({
  // No question is asked here.
  cerbos: new HTTP('http://127.0.0.1:1'),
  principal: {
    machines: true,
    attr: async (source) => ({ tokenOrgId: await tokenOrgId(source) }),
  },
});

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
  for (const [name, options] of Object.entries(oauthTokens)) {
    const auth = await authOf(clerk, clerk.oauthToken(options).token);
    principals[name] = (await authorizer(auth)).principal;
  }
  return principals;
}

async function authOf(clerk: ClerkSandbox, token: string): Promise<ClerkAuth> {
  const { publishableKey, secretKey, jwtKey, url: apiUrl } = clerk;
  const telemetry = { disabled: true };
  const client = createClerkClient({ publishableKey, secretKey, jwtKey, apiUrl, telemetry });
  const request = new Request('http://localhost', {
    headers: { authorization: `Bearer ${token}` },
  });
  const state = await client.authenticateRequest(request, { acceptsToken: 'any' });
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
