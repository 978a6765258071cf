import type { DecisionEvent, DecisionListener } from '../../ask/types/DecisionEvent';
import { devAddress } from '../../base/devAddress';
import type { InspectedDecision, SessionKey } from '../../base/wire';
import { SESSION_TOKEN } from '../../identify/ClerkAuth';
import { isAnonymous, sessionKey } from '../../identify/Principal';
import { type DevReason, fetchReasons } from './fetchReasons';

/** Remembers the decisions of sessions and visitors, for the inspector in their pages. */
export interface Inspection {
  readonly listen: DecisionListener;
  /**
   * The decisions of a session after this number, newest first. While `clerk-cerbos dev` runs, each
   * denial has its reason, which contains attributes. So what all signed-out visitors share has none.
   */
  readonly since: (session: SessionKey, number: number) => Promise<InspectedDecision[]>;
}

interface Entry {
  readonly session: string;
  readonly decision: InspectedDecision;
  readonly cerbosCallId: string;
}

const MOST = 1_000;
const name = Symbol.for('clerk-cerbos.inspection');
// Frameworks build routes and pages separately, with separate instances of this module. They share
// one memory. Only this package uses the symbol.
const shared = globalThis as Record<symbol, Entry[] | undefined>;

/** Makes an inspection. All inspections of one process share the last thousand decisions. */
export function createInspection(): Inspection {
  const entries = (shared[name] ??= []);
  return {
    listen(event, principal) {
      // A machine has no session, like a signed-out visitor, who must not see its decisions.
      const { tokenType } = principal.attr;
      if (tokenType !== SESSION_TOKEN && !isAnonymous(principal)) return;
      const session = encode(sessionKey(principal));
      for (const action of event.actions) {
        // Larger than the numbers of an earlier process, which a page may still know.
        const number = Math.max((entries.at(-1)?.decision.number ?? 0) + 1, Date.now());
        const decision = { number, ...inspect(event, action) };
        entries.push({ session, decision, cerbosCallId: event.cerbosCallId });
      }
      entries.splice(0, entries.length - MOST);
    },
    async since(session, number) {
      const found = entries.filter(
        (entry) => entry.session === encode(session) && entry.decision.number > number,
      );
      const decisions = found.map(({ decision }) => decision).reverse();
      if (session.userId === '' || devAddress() === undefined) return decisions;
      const denied = found.filter(({ decision }) => decision.effect === 'deny');
      const calls = [...new Set(denied.map(({ cerbosCallId }) => cerbosCallId))];
      const reasons = (await Promise.all(calls.map(fetchReasons))).flat();
      return decisions.map((decision) => explained(decision, reasons));
    },
  };
}

function explained(decision: InspectedDecision, reasons: readonly DevReason[]): InspectedDecision {
  const { kind, id, action, effect } = decision;
  if (effect !== 'deny') return decision;
  const because = reasons.find(
    (one) => one.kind === kind && one.id === id && one.action === action,
  );
  if (because === undefined) return decision;
  return { ...decision, because: { reason: because.reason, place: because.place } };
}

function encode({ userId, sessionId, orgId }: SessionKey): string {
  return JSON.stringify([userId, sessionId, orgId]);
}

function inspect(event: DecisionEvent, action: string): Omit<InspectedDecision, 'number'> {
  const { resource, principal, metadata, validationErrors, stepUp, found, asker } = event;
  return {
    time: Date.now(),
    asker,
    kind: resource.kind,
    id: resource.id,
    action,
    effect: effectOf(event, action),
    outcome: found ? (event.errorCode ?? event.outcome) : 'not_found',
    policy: metadata?.actions[action]?.matchedPolicy ?? '',
    roles: principal.roles,
    // The PDP returns them in any order.
    derivedRoles: [...(metadata?.effectiveDerivedRoles ?? [])].sort(),
    stepUp,
    violations: validationErrors.map(({ path }) => path),
    duration: event.durationMs,
    batchSize: event.fromMemory ? 0 : event.batchSize,
  };
}

function effectOf(
  { type, outcome, effects }: DecisionEvent,
  action: string,
): InspectedDecision['effect'] {
  if (outcome === 'conditional') return 'some';
  if (outcome !== 'allowed' && outcome !== 'denied') return 'unknown';
  const isAllowed = type === 'plan' ? outcome === 'allowed' : effects[action] === 'EFFECT_ALLOW';
  return isAllowed ? 'allow' : 'deny';
}
