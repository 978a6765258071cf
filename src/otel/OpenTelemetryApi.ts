interface Attributes {
  readonly [name: string]: string | number | boolean;
}

interface InstrumentOptions {
  readonly description: string;
  readonly unit: string;
  readonly advice?: { explicitBucketBoundaries: number[] };
}

/** A context of OpenTelemetry. */
export interface Context {
  setValue(key: symbol, value: unknown): Context;
}

/** The parts of a span that are needed. */
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
 * The parts of `@opentelemetry/api` that are needed. Pass the module itself, `import * as otel`, of
 * any version 1 since 1.3.
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
