import type { SessionKey } from '../InitialDecisions';
import type { Principal } from './Principal';

/** Whose session it is, and with which organization, as the browser's half of Clerk tells it. */
export function sessionKey({ attr: { userId, sessionId, orgId } }: Principal): SessionKey {
  return { userId, sessionId, orgId };
}
