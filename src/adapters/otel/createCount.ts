import type { DecisionEvent, DecisionOutcome } from '../../ask/DecisionEvent';
import type { Instruments } from './createInstruments';

// What a browser asks by a name that is not known: anybody can make up names, and each would be a
// time series of its own, or say something of a person. `checkEndpoint` knows all kinds already.
const OTHER = 'other';

/**
 * Makes what counts the actions of an event, one by one, and says nothing of who asked.
 *
 * @param clientActions - those that are told by name where the browser asks.
 */
export function createCount(
  instruments: () => Instruments,
  clientActions: readonly string[],
): (event: DecisionEvent) => void {
  const known = new Set(clientActions);
  return (event) => {
    const { type, asker, resource, fromMemory, errorCode } = event;
    const { decisions } = instruments();
    for (const action of event.actions) {
      decisions.add(1, {
        'cerbos.resource.kind': resource.kind,
        'cerbos.action': asker === 'server' || known.has(action) ? action : OTHER,
        'clerk_cerbos.type': type,
        'clerk_cerbos.outcome': outcomeOf(event, action),
        'clerk_cerbos.asker': asker,
        'clerk_cerbos.from_memory': fromMemory,
        ...(errorCode === undefined ? {} : { 'error.type': errorCode }),
      });
    }
  };
}

/** Of this action alone, where it was decided by itself. */
function outcomeOf({ effects, outcome }: DecisionEvent, action: string): DecisionOutcome {
  if (!Object.hasOwn(effects, action)) return outcome;
  return effects[action] === 'EFFECT_ALLOW' ? 'allowed' : 'denied';
}
