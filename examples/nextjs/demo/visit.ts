import { type Answer, member, send } from '../../demo/send';
import type { AuditLog, LoggedDecision } from './auditLog';
import type { Stop } from './stops';

/** What came of one request, and what the PDP wrote down about it. */
export interface Outcome extends Pick<Answer, 'status' | 'asksToVerify' | 'sees'> {
  /** `undefined` where the PDP was not asked. */
  readonly decision: LoggedDecision | undefined;
}

/** Makes one request of the tour. Meanwhile nothing else may ask the PDP. */
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
    // A refusal that hides something does not say which call it was: then it was the last.
    decision: decisions.find((decision) => decision.callId === callId) ?? decisions.at(-1),
  };
}
