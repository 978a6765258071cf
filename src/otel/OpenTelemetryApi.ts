interface Attributes {
  readonly [name: string]: string | number | boolean;
}

interface InstrumentOptions {
  readonly description: string;
  readonly unit: string;
  readonly advice?: { explicitBucketBoundaries: number[] };
}

/** What OpenTelemetry carries from call to call; only handed on here. */
type Context = object;

/** What is needed of a span. */
interface Span {
  setAttribute(name: string, value: string): unknown;
  setStatus(status: { code: number }): unknown;
  end(): void;
}

interface Tracer {
  startSpan(name: string, options: { kind: number; attributes: Attributes }): Span;
}

interface Meter {
  createCounter(
    name: string,
    options: InstrumentOptions,
  ): { add(value: number, attributes: Attributes): void };
  createHistogram(
    name: string,
    options: InstrumentOptions,
  ): { record(value: number, attributes: Attributes): void };
}

/**
 * What is needed of `@opentelemetry/api`: the module itself, `import * as otel`, of any version 1
 * since 1.3.
 *
 * @see https://opentelemetry.io/docs/languages/js/
 */
export interface OpenTelemetryApi {
  readonly trace: {
    getTracer(name: string): Tracer;
    setSpan(context: Context, span: Span): Context;
  };
  readonly metrics: { getMeterProvider(): { getMeter(name: string): Meter } };
  readonly propagation: { inject(context: Context, carrier: Record<string, string>): void };
  readonly context: {
    active(): Context;
    with(context: Context, run: () => unknown): unknown;
  };
}
