import { createKindGuard, readLoaders } from '../ask/readLoaders';
import { checkAddress } from '../ask/pdp/clientAddress';
import type { BatchLimits } from '../ask/pdp/checkBatch';
import { BREAKER_LIMITS, type BreakerLimits } from '../ask/pdp/createBreaker';
import type { CerbosClient } from '../ask/types/CerbosClient';
import type { DecisionListener } from '../ask/types/DecisionEvent';
import { invalidConfiguration } from '../base/errors';
import { getProperty, isObject, withoutPrototype } from '../base/value';
import { readMapping } from '../identify/PrincipalMapping';
import { readMachineId } from '../identify/identify';
import { readAuxData } from '../identify/sessionToken';
import type { ClerkCerbosOptions } from './ClerkCerbosOptions';
import { readBrowserOptions } from './endpoint/readCheckBody';

const DEFAULT_TIMEOUT_MS = 2_000;
// Node.js fires longer timers at once.
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Checks the options and adds the defaults.
 *
 * @throws ConfigurationError for options that can't work, saying what to write instead.
 */
export function readOptions<Policies extends object, L>(given: ClerkCerbosOptions<Policies, L>) {
  if (!isObject(given)) {
    throw invalidConfiguration(
      "createClerkCerbos was called without options. Write createClerkCerbos({ cerbos: new HTTP('http://127.0.0.1:3592') }).",
    );
  }
  const options = withoutPrototype(given);
  const { cerbos, principal = {}, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const { retry = true, breaker = true, logDenials = true } = options;
  const replicas = readReplicas(cerbos);
  const mapping = readMapping(principal);
  checkTimeout(timeoutMs, 'timeoutMs');
  const loaders = readLoaders(options.resources ?? {});
  const { clientAttributes } = readBrowserOptions(options);
  checkSwitches({ retry, logDenials });
  return {
    replicas,
    hedgeAfterMs: readHedge(options.hedgeAfterMs, replicas.length, timeoutMs),
    mapping,
    timeoutMs,
    machineId: readMachineId(options.machineId),
    auxData: readAuxData(options.auxData),
    loaders,
    clientAttributes,
    guardKind: createKindGuard([...Object.keys(loaders), ...clientAttributes]),
    batchLimits: readBatchLimits(options.maxBatchSize),
    retry,
    breaker: readBreaker(breaker),
    logDenials,
    listener: readListener(options.onDecision),
  };
}

/** @throws ConfigurationError `invalid_configuration` if it is not a number of milliseconds. */
export function checkTimeout(timeoutMs: unknown, option: string): void {
  const isTime = typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS;
  if (isTime) return;
  throw invalidConfiguration(
    `${option} must be a number of milliseconds above 0, but is ${String(timeoutMs)}.`,
  );
}

/** One client, or a list of clients that lead to replicas. */
function readReplicas(cerbos: CerbosClient | readonly CerbosClient[]): readonly CerbosClient[] {
  const replicas: readonly CerbosClient[] = isList(cerbos) ? [...cerbos] : [cerbos];
  if (replicas.length === 0) {
    throw invalidConfiguration(
      'cerbos is an empty list. Write cerbos: [new HTTP(address), new HTTP(other)], or one client.',
    );
  }
  if (new Set(replicas).size < replicas.length) {
    throw invalidConfiguration(
      'cerbos has the same client twice. Make one client for the address of each replica.',
    );
  }
  for (const replica of replicas) {
    checkClient(replica);
    checkAddress(replica);
  }
  return replicas;
}

// Array.isArray does not narrow a readonly list.
function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

const DEFAULT_HEDGE_MS = 500;

/** A second replica is asked well before the deadline, so that its answer is in time. */
function readHedge(given: unknown, replicas: number, timeoutMs: number): number | undefined {
  if (given === false || (given === undefined && replicas === 1)) return undefined;
  if (given === undefined) return Math.min(DEFAULT_HEDGE_MS, timeoutMs / 4);
  checkTimeout(given, 'hedgeAfterMs');
  if (replicas > 1) return Number(given);
  throw invalidConfiguration(
    'hedgeAfterMs has no effect with one client. Write cerbos: [new HTTP(address), new HTTP(other)].',
  );
}

/** @throws ConfigurationError `invalid_configuration` for limits that can't work. */
function readBreaker(given: unknown): BreakerLimits | undefined {
  if (given === false) return undefined;
  if (given === true) return BREAKER_LIMITS;
  if (!isObject(given)) {
    throw invalidConfiguration(
      'breaker must be true, false, or limits such as { minCalls: 10, failureRate: 0.5, restMs: 200 }.',
    );
  }
  const limit = (name: keyof BreakerLimits, min: number, max: number) => {
    const value = getProperty(given, name) ?? BREAKER_LIMITS[name];
    if (typeof value === 'number' && value >= min && value <= max) return value;
    throw invalidConfiguration(`breaker.${name} must be a number from ${min} to ${max}.`);
  };
  return {
    minCalls: Math.ceil(limit('minCalls', 1, 1_000)),
    failureRate: limit('failureRate', 0, 1),
    restMs: limit('restMs', 1, 60_000),
  };
}

function checkClient(cerbos: unknown): void {
  // Read like a call would: it may be a Proxy that makes the client later.
  const has = (name: string) => isObject(cerbos) && typeof Reflect.get(cerbos, name) === 'function';
  const isClient = has('checkResources') && has('planResources');
  if (isClient) return;
  throw invalidConfiguration(
    `cerbos must be a Cerbos client with the functions checkResources and planResources, but ${
      cerbos === undefined ? 'it is undefined' : `this ${typeof cerbos} does not have both`
    }. Pass cerbos: new HTTP('http://127.0.0.1:3592') of @cerbos/http, or new GRPC('127.0.0.1:3593', { tls: false }) of @cerbos/grpc.`,
  );
}

function checkSwitches(switches: Readonly<Record<string, unknown>>): void {
  for (const [option, value] of Object.entries(switches)) {
    if (typeof value !== 'boolean') throw invalidConfiguration(`${option} must be true or false.`);
  }
}

/** The app's own listener does not get the principal. */
function readListener(onDecision: unknown): DecisionListener | undefined {
  if (onDecision === undefined) return undefined;
  if (typeof onDecision !== 'function') {
    throw invalidConfiguration(
      'onDecision must be a function. Write onDecision: (event) => { … }.',
    );
  }
  return (event): unknown => Reflect.apply(onDecision, undefined, [event]);
}

// The default limit of a PDP, and the highest limit that it can be configured to.
// https://docs.cerbos.dev/cerbos/latest/configuration/server#request-limits
const DEFAULT = 50;
const MAX = 500;

/**
 * Reads the option `maxBatchSize`: a number of resources, or numbers of resources and actions.
 *
 * @throws ConfigurationError `invalid_configuration` for a number that no PDP can have.
 */
export function readBatchLimits(maxBatchSize: unknown): BatchLimits {
  if (maxBatchSize === undefined) return { resources: DEFAULT, actions: DEFAULT };
  if (typeof maxBatchSize !== 'object' || maxBatchSize === null) {
    return { resources: readLimit(maxBatchSize, 'maxBatchSize'), actions: DEFAULT };
  }
  const limit = (name: keyof BatchLimits) => {
    const size = getProperty(maxBatchSize, name);
    return size === undefined ? DEFAULT : readLimit(size, `maxBatchSize.${name}`);
  };
  return { resources: limit('resources'), actions: limit('actions') };
}

function readLimit(size: unknown, option: string): number {
  if (typeof size === 'number' && Number.isInteger(size) && size >= 1 && size <= MAX) return size;
  throw invalidConfiguration(
    `${option} must be a whole number from 1 to ${MAX}, as in the PDP's server.requestLimits.`,
  );
}
