import type { DecisionEvent, DecisionOutcome } from '../ask/types/DecisionEvent';
import type { OpenTelemetryApi } from './OpenTelemetryApi';

/** The name that our spans and metrics come under. */
export const SCOPE = 'clerk-cerbos';

type Meter = ReturnType<ReturnType<OpenTelemetryApi['metrics']['getMeterProvider']>['getMeter']>;

/** What is counted and measured. */
export interface Instruments {
  readonly decisions: ReturnType<Meter['createCounter']>;
  readonly pdpDuration: ReturnType<Meter['createHistogram']>;
}

// Seconds. A PDP beside the app answers in about a millisecond; two seconds are the usual deadline.
const BOUNDARIES = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];

/**
 * Makes what gives the instruments of the meter provider that is registered now. An app may set up
 * its SDK after its first import of ours, and an instrument that is made before stays silent forever.
 */
export function createInstruments({ metrics }: OpenTelemetryApi): () => Instruments {
  let last: { readonly provider: object; readonly instruments: Instruments } | undefined;
  return () => {
    const provider = metrics.getMeterProvider();
    if (last?.provider !== provider) {
      const meter = provider.getMeter(SCOPE);
      last = {
        provider,
        instruments: {
          decisions: meter.createCounter('clerk_cerbos.decisions', {
            description: 'Actions that were decided, or got no answer',
            unit: '{decision}',
          }),
          pdpDuration: meter.createHistogram('clerk_cerbos.pdp.duration', {
            description: 'Duration of a call to the PDP',
            unit: 's',
            advice: { explicitBucketBoundaries: BOUNDARIES },
          }),
        },
      };
    }
    return last.instruments;
  };
}

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
