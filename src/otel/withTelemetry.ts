import type { CerbosClient } from '../ask/types/CerbosClient';
import type { DecisionEvent } from '../ask/types/DecisionEvent';
import { invalidConfiguration } from '../base/errors';
import { createCount, createInstruments, type Instruments } from './createInstruments';
import { createTrace, quietly, traceClient } from './createTrace';
import type { OpenTelemetryApi } from './OpenTelemetryApi';

/** The options of `createClerkCerbos` that can be observed. */
export interface ObservableOptions {
  readonly cerbos: CerbosClient | readonly CerbosClient[];
  readonly onDecision?: (event: DecisionEvent) => unknown;
}

/** The options of `withTelemetry`. */
export interface TelemetryOptions {
  /**
   * Actions of browser questions that are counted by name, such as `['view', 'edit']`. Default:
   * none. Other actions count as `other`, because clients can invent names.
   */
  readonly clientActions?: readonly string[];
}

/**
 * Adds OpenTelemetry to the options of `createClerkCerbos`, of any entry. Returns new options.
 *
 * Each call to the PDP is a client span, `cerbos.CheckResources` or `cerbos.PlanResources`, below
 * the span that is active where the question was asked. The trace is passed on to the PDP in the
 * headers of the registered propagator. `clerk_cerbos.decisions` counts actions with and without an
 * answer; `clerk_cerbos.pdp.duration` measures each call, in seconds. They contain kinds, actions,
 * outcomes and error codes, but no ids, roles, attributes, tokens or error messages. Errors of
 * OpenTelemetry change no answer. Your own `onDecision` still works. An instrumentation of `fetch`
 * does not trace the calls of `@cerbos/http` once more, and options that have telemetry already get
 * no second span.
 *
 * @param options - the options of `createClerkCerbos`, which are not changed.
 * @param otel - the module `@opentelemetry/api`. Its SDK may be set up before or after.
 * @throws ConfigurationError if `otel` is not that module.
 * @example
 * ```ts
 * import { HTTP } from '@cerbos/http';
 * import * as otel from '@opentelemetry/api';
 * import { createClerkCerbos } from 'clerk-cerbos';
 * import { withTelemetry } from 'clerk-cerbos/otel';
 *
 * const cerbos = new HTTP('http://127.0.0.1:3592');
 *
 * export const { isAllowed } = createClerkCerbos(withTelemetry({ cerbos }, otel));
 * ```
 * @see https://opentelemetry.io/docs/specs/semconv/rpc/rpc-spans/
 */
export function withTelemetry<const Options extends ObservableOptions>(
  options: Options,
  otel: OpenTelemetryApi,
  { clientActions = [] }: TelemetryOptions = {},
): Options {
  checkApi(otel);
  // createClerkCerbos reports wrong options itself.
  if (!isObservable(options)) return options;
  const { cerbos } = options;
  const instruments = createInstruments(otel);
  const trace = createTrace(otel, instruments);
  return {
    ...options,
    // A list stays one: each replica has its own spans.
    cerbos: isList(cerbos)
      ? cerbos.map((replica) => traceClient(replica, trace))
      : traceClient(cerbos, trace),
    onDecision: countDecisions(options.onDecision, instruments, clientActions),
  };
}

type Listener = ObservableOptions['onDecision'];

/** What listeners of ours were made of: one that is counted again would count twice. */
const counted = new WeakMap<
  CallableFunction,
  { readonly listener: Listener; readonly clientActions: readonly string[] }
>();

function countDecisions(
  given: Listener,
  instruments: () => Instruments,
  more: readonly string[],
): NonNullable<Listener> {
  const before = given && counted.get(given);
  const listener = before === undefined ? given : before.listener;
  const clientActions = [...(before?.clientActions ?? []), ...more];
  const count = createCount(instruments, clientActions);
  const listen = (event: DecisionEvent) => {
    quietly(() => count(event));
    return listener?.(event);
  };
  counted.set(listen, { listener, clientActions });
  return listen;
}

function isObservable(options: unknown): boolean {
  if (!isObject(options)) return false;
  const onDecision: unknown = Reflect.get(options, 'onDecision');
  const cerbos: unknown = Reflect.get(options, 'cerbos');
  const clients: readonly unknown[] = Array.isArray(cerbos) ? cerbos : [cerbos];
  return clients.every(isClient) && (onDecision === undefined || isFunction(onDecision));
}

function isClient(value: unknown): boolean {
  return (
    isObject(value) &&
    ['checkResources', 'planResources'].every((name) => isFunction(Reflect.get(value, name)))
  );
}

// Array.isArray does not narrow a readonly list.
function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

function checkApi(otel: unknown): void {
  const parts = {
    trace: 'getTracer',
    metrics: 'getMeterProvider',
    propagation: 'inject',
    context: 'with',
  };
  const isApi = Object.entries(parts).every(([part, method]) => {
    const found: unknown = isObject(otel) ? Reflect.get(otel, part) : undefined;
    return isObject(found) && isFunction(Reflect.get(found, method));
  });
  if (isApi) return;
  throw invalidConfiguration(
    "The second argument of withTelemetry must be the module @opentelemetry/api. Write import * as otel from '@opentelemetry/api', then withTelemetry(options, otel).",
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}
