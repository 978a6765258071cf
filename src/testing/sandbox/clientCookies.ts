import { createHash } from 'node:crypto';
import { activeSession, type Client, createId } from './clients';

const keep = 'Max-Age=31536000';
const drop = 'Max-Age=0';

/** Makes the cookies with which Clerk's SDKs recognize a browser. */
export interface ClientCookies {
  /** The browser's own cookies, in every answer of the Frontend API. */
  ofClient: (client: Client | undefined, devBrowser: string | undefined) => string[];
  /** The same and those for servers, which clerk-js writes itself when it runs. */
  withSession: (
    client: Client | undefined,
    devBrowser: string | undefined,
    token: string | undefined,
  ) => string[];
}

/**
 * Each cookie exists twice, with and without a suffix of the publishable key, because several
 * instances may share a host.
 *
 * @see https://clerk.com/docs/guides/how-clerk-works/overview
 */
export function createClientCookies(publishableKey: string): ClientCookies {
  const suffix = createHash('sha1').update(publishableKey).digest('base64url').slice(0, 8);
  const twice = (name: string, value: string, age: string) =>
    [name, `${name}_${suffix}`].map((one) => `${one}=${value}; Path=/; SameSite=Lax; ${age}`);

  const ofClient: ClientCookies['ofClient'] = (client, devBrowser) => [
    `__client=${client?.id ?? ''}; Path=/; HttpOnly; SameSite=Lax; ${client ? keep : drop}`,
    // Without it, a server would start the handshake again for every page.
    ...twice('__clerk_db_jwt', devBrowser ?? createId('dvb'), keep),
  ];
  return {
    ofClient,
    withSession: (client, devBrowser, token) => [
      ...ofClient(client, devBrowser),
      ...twice('__client_uat', signedInAt(client), keep),
      ...twice('__session', token ?? '', token === undefined ? drop : keep),
    ],
  };
}

/** Seconds since 1970, or `0` if the browser is signed out. */
function signedInAt(client: Client | undefined): string {
  const signedIn = client !== undefined && activeSession(client) !== undefined;
  return signedIn ? String(Math.floor(client.updatedAt / 1000)) : '0';
}
