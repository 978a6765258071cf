import { type Answer, member, send } from '../../demo/send';
import type { AuditLog, LoggedDecision } from './auditLog';
import type { Stop } from './stops';

/** The answer to one request, and the decision from the PDP's own log. */
export interface Outcome extends Pick<Answer, 'status' | 'asksToVerify' | 'sees'> {
  /** `undefined` where the PDP was not asked. */
  readonly decision: LoggedDecision | undefined;
}

/** Makes one request of the tour. No other request may run at the same time. */
export async function visit(
  origin: string,
  stop: Stop,
  token: string | undefined,
  log: AuditLog,
): Promise<Outcome> {
  const { headers, json, ...answer } = await send(origin, stop, token);
  const callId = headers.get('X-Cerbos-Call-Id') ?? member(json, 'cerbosCallId');
  const decisions = await log.readNew();
  return {
    ...answer,
    // A refusal that hides a document has no call id. Then it is the last decision.
    decision: decisions.find((decision) => decision.callId === callId) ?? decisions.at(-1),
  };
}
