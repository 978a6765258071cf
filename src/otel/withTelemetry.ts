import type { CerbosClient } from '../ask/types/CerbosClient';
import type { DecisionEvent } from '../ask/types/DecisionEvent';
import { invalidConfiguration } from '../base/errors';
import { createCount, createInstruments } from './createInstruments';
import { createTrace, quietly, traceClient } from './createTrace';
import type { OpenTelemetryApi } from './OpenTelemetryApi';

/** What is observed among the options of `createClerkCerbos`, of any entry. */
export interface ObservableOptions {
  readonly cerbos: CerbosClient;
  readonly onDecision?: (event: DecisionEvent) => unknown;
}

/** What is told of what. */
export interface TelemetryOptions {
  /**
   * Actions that are told by name where the browser asks, such as `['view', 'edit']`; default none.
   * All others are `other`, since a browser can make up any name.
   */
  readonly clientActions?: readonly string[];
}

/**
 * Shows in OpenTelemetry what is asked and decided; takes and returns the options of
 * `createClerkCerbos`, of any entry.
 *
 * Each call to the PDP is a client span, `cerbos.CheckResources` or `cerbos.PlanResources`, below
 * the span that is active where it was asked, and the PDP is told of it in the headers of the
 * registered propagator. `clerk_cerbos.decisions` counts the actions that were decided, and those
 * without an answer; `clerk_cerbos.pdp.duration` measures each call, in seconds. None of these holds
 * an id, a role, an attribute, a token or the message of an error: only kinds, actions, outcomes and
 * codes. What OpenTelemetry throws changes no answer. Your own `onDecision` is told as before.
 *
 * @param options - what `createClerkCerbos` takes; it is not changed.
 * @param otel - `@opentelemetry/api` itself; its SDK may be set up before or after.
 * @throws ConfigurationError where `otel` is not that package.
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
  // What can't work is for createClerkCerbos to refuse, in its own words.
  if (!isObservable(options)) return options;
  const { cerbos, onDecision } = options;
  const instruments = createInstruments(otel);
  const count = createCount(instruments, clientActions);
  return {
    ...options,
    cerbos: traceClient(cerbos, createTrace(otel, instruments)),
    onDecision: (event: DecisionEvent) => {
      quietly(() => count(event));
      return onDecision?.(event);
    },
  };
}

function isObservable(options: unknown): boolean {
  if (!isObject(options)) return false;
  const onDecision: unknown = Reflect.get(options, 'onDecision');
  const cerbos: unknown = Reflect.get(options, 'cerbos');
  return (
    isObject(cerbos) &&
    ['checkResources', 'planResources'].every((name) => isFunction(Reflect.get(cerbos, name))) &&
    (onDecision === undefined || isFunction(onDecision))
  );
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
    "withTelemetry needs OpenTelemetry's API as its second argument: import * as otel from '@opentelemetry/api', then withTelemetry(options, otel).",
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}
