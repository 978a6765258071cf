import { clientError } from '../ask/pdp/clientError';
import type { CerbosClient } from '../ask/types/CerbosClient';
import { warnOnce } from '../base/development';
import { isClerkCerbosError } from '../base/errors';
import type { OpenTelemetryApi } from './OpenTelemetryApi';
import { type Instruments, SCOPE } from './createInstruments';

/** The options of a client's call, as far as it is traced. */
interface CallOptions {
  readonly signal?: AbortSignal;
  readonly headers?: Record<string, string>;
}

/** One call to the PDP. */
export interface TracedCall<Options extends CallOptions, Answer> {
  readonly method: 'CheckResources' | 'PlanResources';
  readonly attributes?: { readonly [name: string]: number };
  readonly options: Options | undefined;
  readonly send: (options: Options | undefined) => Promise<Answer>;
}

/** Makes a call within a span of its own, which the PDP is told of. */
export type Trace = <Options extends CallOptions, Answer>(
  call: TracedCall<Options, Answer>,
) => Promise<Answer>;

// SpanKind.CLIENT and SpanStatusCode.ERROR: importing the enumerations would load the package.
const CLIENT = 2;
const ERROR = 2;

/** Makes what traces and measures the calls; nothing that OpenTelemetry does changes an answer. */
export function createTrace(api: OpenTelemetryApi, instruments: () => Instruments): Trace {
  const begin = (method: string, attributes: { readonly [name: string]: number }) => {
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
    options,
    send,
  }: TracedCall<Options, Answer>) => {
    const startedAt = performance.now();
    const begun = quietly(() => begin(method, attributes));
    const headers: Record<string, string> = {};
    if (begun !== undefined) quietly(() => api.propagation.inject(begun.context, headers));
    const told =
      options !== undefined && Object.keys(headers).length > 0
        ? { ...options, headers: { ...options.headers, ...headers } }
        : options;

    let answer: Promise<Answer> | undefined;
    // Called once, whatever the context manager does; being async, it never throws right here.
    const start = () => (answer ??= (async () => send(told))());
    if (begun !== undefined) quietly(() => api.context.with(begun.context, start));

    const end = (failure: { readonly 'error.type'?: string }) => {
      const seconds = (performance.now() - startedAt) / 1000;
      const type = failure['error.type'];
      quietly(() => {
        if (type === undefined) return;
        // No message: the PDP's and the network's may say what was asked.
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

/** One of the codes of our errors, or `aborted` where nobody waits for the answer any more. */
function errorType(error: unknown, signal: AbortSignal | undefined): string {
  if (signal?.aborted !== true) return clientError(error).code;
  const reason: unknown = signal.reason;
  return isClerkCerbosError(reason) ? reason.code : 'aborted';
}

/** The same client, with the two calls that we make traced; everything else is its own. */
export function traceClient<Client extends CerbosClient>(cerbos: Client, trace: Trace): Client {
  const traced: CerbosClient = {
    checkResources: (request, options) =>
      trace({
        method: 'CheckResources',
        attributes: { 'cerbos.batch.size': request.resources.length },
        options,
        send: (options) => cerbos.checkResources(request, options),
      }),
    planResources: (request, options) =>
      trace({
        method: 'PlanResources',
        options,
        send: (options) => cerbos.planResources(request, options),
      }),
  };
  // Not around the client itself, which may be frozen, and whose methods may need it as `this`.
  // A client is an object, and what makes one says what it is an instance of.
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
  // It has every member of the client, the two traced ones with the same parameters and answers.
  return wrapped as Client;
}

/** Does what telemetry asks for; what it throws changes no answer, and development shows it once. */
export function quietly<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    warnOnce(`OpenTelemetry failed, and the answer stands all the same: ${reason}`);
    return undefined;
  }
}
