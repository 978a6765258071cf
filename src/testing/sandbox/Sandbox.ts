import type { SandboxRequest } from './SandboxRequest';
import type { ClientCookies } from './clientCookies';
import { type Client, factorVerificationAge, type Session } from './clients';
import type { Directory } from './directory';
import type { MachineTokens } from './machineTokens';
import type { SigningKey, TokenIssuer } from './tokenIssuer';

/** How Clerk's Backend API answers. */
export type BackendApiState = 'up' | 'down' | 'rate-limited';

/** The state of a sandbox. */
export interface Sandbox {
  readonly basePath: string;
  readonly resolveFrom: string;
  readonly secretKey: string;
  /** How the Backend API answers. A test may change it. */
  readonly backendApi: { state: BackendApiState };
  readonly directory: Directory;
  readonly key: SigningKey;
  readonly tokens: TokenIssuer;
  readonly machines: MachineTokens;
  readonly cookies: ClientCookies;
  /** The browsers by their `__client` cookie. */
  readonly clients: Map<string, Client>;
  /** The user that a ticket signs in. Each ticket works once. */
  readonly tickets: Map<string, string>;
}

/** The browser that made the request, if it is known. */
export function clientOf({ clients }: Sandbox, { cookies }: SandboxRequest): Client | undefined {
  return clients.get(cookies.get('__client') ?? '');
}

/** Makes the session's token for the site of the browser, for the given organization. */
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
