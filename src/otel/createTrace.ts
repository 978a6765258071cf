import { addressOf, shownAddress } from '../ask/pdp/clientAddress';
import { clientError } from '../ask/pdp/clientError';
import type { CerbosClient } from '../ask/types/CerbosClient';
import { warnOnce } from '../base/development';
import { isClerkCerbosError } from '../base/isClerkCerbosError';
import type { Context, OpenTelemetryApi } from './OpenTelemetryApi';
import { type Instruments, SCOPE } from './createInstruments';

/** The options of a client's call that tracing needs. */
interface CallOptions {
  readonly signal?: AbortSignal;
  readonly headers?: Record<string, string>;
}

/** One call to the PDP. */
export interface TracedCall<Options extends CallOptions, Answer> {
  readonly method: 'CheckResources' | 'PlanResources';
  readonly attributes?: { readonly [name: string]: number | string };
  /** Whether the client calls `fetch`, which may be instrumented, too. */
  readonly usesFetch: boolean;
  readonly options: Options | undefined;
  readonly send: (options: Options | undefined) => Promise<Answer>;
}

/** Makes a call in its own span, and passes the trace on to the PDP. */
export type Trace = <Options extends CallOptions, Answer>(
  call: TracedCall<Options, Answer>,
) => Promise<Answer>;

// SpanKind.CLIENT and SpanStatusCode.ERROR. Importing the enums would load the package.
const CLIENT = 2;
const ERROR = 2;

// Under this key, `suppressTracing` of `@opentelemetry/core` keeps what it says.
// https://github.com/open-telemetry/opentelemetry-js/blob/main/packages/opentelemetry-core/src/trace/suppress-tracing.ts
const SUPPRESS_TRACING = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/**
 * The context of a call that has the trace in its headers already. An instrumentation of `fetch`
 * would add a span and the same headers once more, and a header that is there twice is malformed.
 */
function withoutTracing(context: Context): Context {
  return context.setValue(SUPPRESS_TRACING, true);
}

/** Makes the function that traces and measures calls. Errors of OpenTelemetry change no answer. */
export function createTrace(api: OpenTelemetryApi, instruments: () => Instruments): Trace {
  const begin = (method: string, attributes: { readonly [name: string]: number | string }) => {
    const span = api.trace.getTracer(SCOPE).startSpan(`cerbos.${method}`, {
      kind: CLIENT,
      attributes: {
        'rpc.system': 'cerbos',
        'rpc.service': 'cerbos.svc.v1.CerbosService',
        'rpc.method': method,
        ...attributes,
      },
    });
    return { span, context: api.trace.setSpan(api.context.active(), span) };
  };

  return async <Options extends CallOptions, Answer>({
    method,
    attributes = {},
    usesFetch,
    options,
    send,
  }: TracedCall<Options, Answer>) => {
    const startedAt = performance.now();
    const begun = quietly(() => begin(method, attributes));
    const headers: Record<string, string> = {};
    if (begun !== undefined) quietly(() => api.propagation.inject(begun.context, headers));
    const tells = options !== undefined && Object.keys(headers).length > 0;
    const told = tells ? { ...options, headers: { ...options.headers, ...headers } } : options;

    let answer: Promise<Answer> | undefined;
    // Called once, even if the context manager calls it more often. It is async, so it never throws
    // here.
    const start = () => (answer ??= (async () => send(told))());
    if (begun !== undefined) {
      const { context } = begun;
      quietly(() =>
        api.context.with(tells && usesFetch ? withoutTracing(context) : context, start),
      );
    }

    const end = (failure: { readonly 'error.type'?: string }) => {
      const seconds = (performance.now() - startedAt) / 1000;
      const type = failure['error.type'];
      quietly(() => {
        if (type === undefined) return;
        // Without the message, because messages of the PDP and the network may contain parts of the
        // question.
        begun?.span.setAttribute('error.type', type);
        begun?.span.setStatus({ code: ERROR });
      });
      quietly(() => begun?.span.end());
      quietly(() =>
        instruments().pdpDuration.record(seconds, { 'rpc.method': method, ...failure }),
      );
    };

    try {
      const answered = await start();
      end({});
      return answered;
    } catch (error) {
      end({ 'error.type': quietly(() => errorType(error, options?.signal)) ?? 'unknown' });
      throw error;
    }
  };
}

/** The code of one of our errors, or `aborted` if the caller has stopped waiting. */
function errorType(error: unknown, signal: AbortSignal | undefined): string {
  if (signal?.aborted !== true) return clientError(error).code;
  const reason: unknown = signal.reason;
  return isClerkCerbosError(reason) ? reason.code : 'aborted';
}

// A client that was traced before would make two spans of each call.
const tracedClients = new WeakSet<CerbosClient>();

/** The same client, but with traced `checkResources` and `planResources`. */
export function traceClient<Client extends CerbosClient>(cerbos: Client, trace: Trace): Client {
  if (tracedClients.has(cerbos)) return cerbos;
  const address = addressOf(cerbos);
  const usesFetch = address?.protocol === 'HTTP';
  const server = address === undefined ? {} : { 'clerk_cerbos.pdp': shownAddress(address) };
  const traced: CerbosClient = {
    checkResources: (request, options) =>
      trace({
        method: 'CheckResources',
        attributes: { ...server, 'cerbos.batch.size': request.resources.length },
        usesFetch,
        options,
        send: (options) => cerbos.checkResources(request, options),
      }),
    planResources: (request, options) =>
      trace({
        method: 'PlanResources',
        attributes: server,
        usesFetch,
        options,
        send: (options) => cerbos.planResources(request, options),
      }),
  };
  // Not a Proxy of the client itself, which may be frozen, and whose methods may need it as `this`.
  // The client is an object, so its prototype is an object or null.
  const shell = Object.create(Object.getPrototypeOf(cerbos) as object | null) as object;
  const wrapped = new Proxy(shell, {
    get(_, name): unknown {
      if (Object.hasOwn(traced, name)) return Reflect.get(traced, name);
      const member: unknown = Reflect.get(cerbos, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => Reflect.apply(member, cerbos, args);
    },
    has: (_, name) => Reflect.has(cerbos, name),
  });
  // It has every member of the client; the traced ones have the same parameters and results.
  const client = wrapped as Client;
  tracedClients.add(client);
  return client;
}

/** Runs telemetry code. Errors change no answer; in development one warning shows them. */
export function quietly<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    warnOnce(`OpenTelemetry threw an error, which did not change the answer: ${reason}`);
    return undefined;
  }
}
