import type { AuditLog, LoggedDecision } from './auditLog';
import type { Stop } from './stops';

/** What came of one request, and what the PDP wrote down about it. */
export interface Outcome {
  readonly status: number;
  /** `undefined` where the PDP was not asked. */
  readonly decision: LoggedDecision | undefined;
  readonly asksToVerify: boolean;
  /** The ids in a list of documents. */
  readonly sees: readonly string[] | undefined;
}

/** Makes one request of the tour. Nobody else may ask the PDP in the meantime. */
export async function visit(
  origin: string,
  { method, path, body }: Stop,
  token: string | undefined,
  log: AuditLog,
): Promise<Outcome> {
  const headers = {
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
  };
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(origin + path, { method, headers, ...json });
  const answer: unknown = response.status === 204 ? null : await response.json();
  const callId = response.headers.get('X-Cerbos-Call-Id') ?? member(answer, 'cerbosCallId');
  const decisions = await log.readNew();
  const documents = member(answer, 'documents');
  return {
    status: response.status,
    // A refusal that hides something does not say which call it was: then it was the last.
    decision: decisions.find((decision) => decision.callId === callId) ?? decisions.at(-1),
    asksToVerify: member(member(answer, 'clerk_error'), 'reason') === 'reverification-error',
    sees: Array.isArray(documents)
      ? documents.map((document) => String(member(document, 'id'))).toSorted()
      : undefined,
  };
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
