import type { SandboxRequest } from './SandboxRequest';
import type { ClientCookies } from './clientCookies';
import { type Client, factorVerificationAge, type Session } from './clients';
import type { Directory } from './directory';
import type { MachineTokens } from './machineTokens';
import type { SigningKey, TokenIssuer } from './tokenIssuer';

/** How Clerk's Backend API answers the app's server. */
export type BackendApiState = 'up' | 'down' | 'rate-limited';

/** Everything that a request to the sandbox can be about. */
export interface Sandbox {
  readonly basePath: string;
  readonly resolveFrom: string;
  readonly secretKey: string;
  /** How the Backend API answers; a test may change it. */
  readonly backendApi: { state: BackendApiState };
  readonly directory: Directory;
  readonly key: SigningKey;
  readonly tokens: TokenIssuer;
  readonly machines: MachineTokens;
  readonly cookies: ClientCookies;
  /** The browsers, by the value of their `__client` cookie. */
  readonly clients: Map<string, Client>;
  /** Whom a ticket signs in; each is good once. */
  readonly tickets: Map<string, string>;
}

/** The browser that made the request, if the sandbox knows it. */
export function clientOf({ clients }: Sandbox, { cookies }: SandboxRequest): Client | undefined {
  return clients.get(cookies.get('__client') ?? '');
}

/** The session's token for the site that the browser sees, for its organization or another one. */
export function tokenOf(
  { tokens }: Sandbox,
  session: Session,
  site: URL,
  account = session.account,
): string {
  return tokens.sessionTokenOf(account, {
    sessionId: session.id,
    factorVerificationAge: factorVerificationAge(session),
    azp: site.origin,
    ...(session.actor && { actor: session.actor }),
  });
}
