import type { DecisionEvent, DecisionListener } from '../../ask/types/DecisionEvent';
import type { InspectedDecision, SessionKey } from '../../base/wire';
import { SESSION_TOKEN } from '../../identify/ClerkAuth';
import { isAnonymous, sessionKey } from '../../identify/Principal';

/** Remembers what was decided for sessions and visitors, for the inspector in their pages. */
export interface Inspection {
  readonly listen: DecisionListener;
  /** What was decided for a session after the decision of this number, the newest first. */
  readonly since: (session: SessionKey, number: number) => InspectedDecision[];
}

interface Entry {
  readonly session: string;
  readonly decision: InspectedDecision;
}

const MOST = 1_000;
const name = Symbol.for('clerk-cerbos.inspection');
// Frameworks build a route and a page apart, each with an instance of this module and of the app's
// options; what one decided, the other is asked about. Nobody else has the symbol.
const shared = globalThis as Record<symbol, Entry[] | undefined>;

/** Makes an inspection; all of one process have one memory, of the last thousand decisions. */
export function createInspection(): Inspection {
  const entries = (shared[name] ??= []);
  return {
    listen(event, principal) {
      // A machine has no session, as a visitor who is signed out has none: they must not be told.
      const { tokenType } = principal.attr;
      if (tokenType !== SESSION_TOKEN && !isAnonymous(principal)) return;
      const session = encode(sessionKey(principal));
      for (const action of event.actions) {
        // Above those of a process before this one, which a page may still know.
        const number = Math.max((entries.at(-1)?.decision.number ?? 0) + 1, Date.now());
        entries.push({ session, decision: { number, ...inspect(event, action) } });
      }
      entries.splice(0, entries.length - MOST);
    },
    since: (session, number) =>
      entries
        .filter((entry) => entry.session === encode(session) && entry.decision.number > number)
        .map(({ decision }) => decision)
        .reverse(),
  };
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
    // The PDP says them in any order.
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
