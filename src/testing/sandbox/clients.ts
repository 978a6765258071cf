import { randomBytes } from 'node:crypto';
import type { Account } from './directory';
import type { SandboxActor } from './SessionTokenOptions';

/** One sign-in of one user. */
export interface Session {
  readonly id: string;
  /** Changes when the user chooses another organization. */
  account: Account;
  readonly createdAt: number;
  /** When each factor was verified, in milliseconds since 1970. */
  factorsVerifiedAt: readonly [number | undefined, number | undefined];
  readonly actor: SandboxActor | undefined;
  /** The level of the running reverification. */
  verificationLevel: string;
}

/** One browser, which Clerk calls a client. The `__client` cookie identifies it. */
export interface Client {
  readonly id: string;
  sessions: readonly Session[];
  lastActiveSessionId: string | undefined;
  readonly createdAt: number;
  /** The value of the `__client_uat` cookie. Older tokens are refused. */
  updatedAt: number;
}

const minute = 60_000;

/** A new browser without a session. */
export function createClient(): Client {
  const now = Date.now();
  return {
    id: createId('client'),
    sessions: [],
    lastActiveSessionId: undefined,
    createdAt: now,
    updatedAt: now,
  };
}

/** How a new session starts. The default is a user's own session, just after the sign-in. */
export interface SessionStart {
  readonly actor?: SandboxActor | undefined;
  readonly factorVerificationAge?: readonly [number, number] | undefined;
}

/** Adds a session for the user and makes it the active one. */
export function addSession(client: Client, account: Account, start: SessionStart = {}): Session {
  const now = Date.now();
  const [first, second] = start.factorVerificationAge ?? [0, -1];
  const verifiedAt = (age: number) => (age < 0 ? undefined : now - age * minute);
  const session: Session = {
    id: createId('sess'),
    account,
    createdAt: now,
    factorsVerifiedAt: [verifiedAt(first), verifiedAt(second)],
    actor: start.actor,
    verificationLevel: 'first_factor',
  };
  client.sessions = [...client.sessions, session];
  client.lastActiveSessionId = session.id;
  client.updatedAt = now;
  return session;
}

/** Ends some sessions of a browser. */
export function endSessions(client: Client, ends: (session: Session) => boolean): void {
  client.sessions = client.sessions.filter((session) => !ends(session));
  client.lastActiveSessionId = activeSession(client)?.id;
  client.updatedAt = Date.now();
}

/** The session of the tab that was last in focus. */
export function activeSession(client: Client): Session | undefined {
  return client.sessions.find(({ id }) => id === client.lastActiveSessionId) ?? client.sessions[0];
}

/** Minutes since each factor was verified, as in the `fva` claim. */
export function factorVerificationAge({ factorsVerifiedAt }: Session): [number, number] {
  const [first, second] = factorsVerifiedAt;
  const age = (at: number | undefined) =>
    at === undefined ? -1 : Math.floor((Date.now() - at) / minute);
  return [age(first), age(second)];
}

/** An id in Clerk's form: a prefix for its kind, and random characters. */
export function createId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}
