import { createKindGuard, readLoaders } from '../ask/load/loaders';
import { readBatchLimits } from '../ask/pdp/batchLimits';
import type { DecisionEvent, DecisionListener } from '../ask/types/DecisionEvent';
import { misconfigured } from '../base/errors';
import { isObject, member } from '../base/getProperty';
import { readMachineId } from '../identify/identify';
import { readMapping } from '../identify/PrincipalMapping';
import { readAuxData } from '../identify/sessionToken';
import type { ClerkCerbosOptions } from './ClerkCerbosOptions';
import { readClientOptions } from './endpoint/readClientOptions';

const DEFAULT_TIMEOUT_MS = 2_000;
// Node fires timers that are longer than this at once.
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Checks the options, and fills in what is left out.
 *
 * @throws ConfigurationError for options that can't work, saying what to write instead.
 */
export function readOptions<Policies extends object, L>(options: ClerkCerbosOptions<Policies, L>) {
  if (!isObject(options)) {
    throw misconfigured(
      "createClerkCerbos needs options: createClerkCerbos({ cerbos: new HTTP('http://127.0.0.1:3592') }).",
    );
  }
  const { cerbos, principal = {}, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const { retry = true, breaker = true } = options;
  checkClient(cerbos);
  const mapping = readMapping(principal);
  if (!Number.isFinite(timeoutMs) || timeoutMs <= 0 || timeoutMs > MAX_TIMEOUT_MS) {
    throw misconfigured(`timeoutMs must be a number of milliseconds above 0; it is ${timeoutMs}.`);
  }
  const loaders = readLoaders(options.resources ?? {});
  const { clientAttributes } = readClientOptions(options);
  checkSwitches(retry, breaker);
  return {
    cerbos,
    mapping,
    timeoutMs,
    machineId: readMachineId(options.machineId),
    auxData: readAuxData(options.auxData),
    loaders,
    clientAttributes,
    guardKind: createKindGuard([...Object.keys(loaders), ...clientAttributes]),
    batchLimits: readBatchLimits(options.maxBatchSize),
    retry,
    breaker,
    listener: readListener(options.onDecision),
  };
}

function checkClient(cerbos: unknown): void {
  const isClient =
    typeof member(cerbos, 'checkResources') === 'function' &&
    typeof member(cerbos, 'planResources') === 'function';
  if (isClient) return;
  throw misconfigured(
    `cerbos must be a Cerbos client, with checkResources and planResources; it is ${
      cerbos === undefined ? 'undefined' : `a ${typeof cerbos} without them`
    }. Pass cerbos: new HTTP('http://127.0.0.1:3592') of @cerbos/http, or new GRPC('127.0.0.1:3593', { tls: false }) of @cerbos/grpc.`,
  );
}

function checkSwitches(...switches: readonly unknown[]): void {
  if (switches.every((value) => typeof value === 'boolean')) return;
  throw misconfigured('retry and breaker must be true or false.');
}

/** The app's own listener is never given the principal. */
function readListener(onDecision: unknown): DecisionListener | undefined {
  if (onDecision === undefined) return undefined;
  if (isListener(onDecision)) return (event) => onDecision(event);
  throw misconfigured('onDecision must be a function that takes an event.');
}

function isListener(onDecision: unknown): onDecision is (event: DecisionEvent) => unknown {
  return typeof onDecision === 'function';
}
