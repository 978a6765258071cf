import { type Answer, member, send } from '../../demo/send';
import type { AuditLog, LoggedDecision } from './auditLog';
import type { Stop } from './stops';

const isArchived = (id: string) => id.startsWith('archive-');

/** The answer to one request, and the decision from the PDP's own log. */
export interface Outcome extends Pick<Answer, 'status' | 'asksToVerify'> {
  /** The ids in a list, without those of the archive; `undefined` where there is no list. */
  readonly sees: readonly string[] | undefined;
  /** How many documents a list has on all its pages, with those of the archive. */
  readonly total: number | undefined;
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
  const { status, asksToVerify, sees, headers, json } = await send(origin, stop, token);
  const total = member(json, 'total');
  const callId = headers.get('X-Cerbos-Call-Id') ?? member(json, 'cerbosCallId');
  const decisions = await log.readNew();
  return {
    status,
    asksToVerify,
    sees: sees?.filter((id) => !isArchived(id)),
    total: typeof total === 'number' ? total : undefined,
    // A refusal that hides a document has no call id. Then it is the last decision.
    decision: decisions.find((decision) => decision.callId === callId) ?? decisions.at(-1),
  };
}
