import type { DecisionEvent, DecisionOutcome } from '../ask/types/DecisionEvent';
import type { OpenTelemetryApi } from './OpenTelemetryApi';

/** The instrumentation scope of our spans and metrics. */
export const SCOPE = 'clerk-cerbos';

type Meter = ReturnType<ReturnType<OpenTelemetryApi['metrics']['getMeterProvider']>['getMeter']>;

/** The metrics. */
export interface Instruments {
  readonly decisions: ReturnType<Meter['createCounter']>;
  readonly pdpDuration: ReturnType<Meter['createHistogram']>;
}

// In seconds. A PDP on the same machine answers in about a millisecond; the default deadline is two
// seconds.
const BOUNDARIES = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];

/**
 * Makes a function that returns the instruments of the registered meter provider. An app may set up
 * its SDK after it imports this package, and an instrument that is made before stays silent.
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
            description: 'Actions with a decision, or without an answer',
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

// For action names that a browser sent and the options don't list. Clients can invent names, and
// each name would be a new time series or could contain personal data. Kinds are known, because
// `checkEndpoint` refuses others.
const OTHER = 'other';

/**
 * Makes a function that counts each action of an event, without the caller.
 *
 * @param clientActions - the actions of browsers that are counted by name.
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

/** The outcome of one action, if it was decided by itself. */
function outcomeOf({ effects, outcome }: DecisionEvent, action: string): DecisionOutcome {
  if (!Object.hasOwn(effects, action)) return outcome;
  return effects[action] === 'EFFECT_ALLOW' ? 'allowed' : 'denied';
}
