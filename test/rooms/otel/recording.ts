import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

/** One time series, and what it says now. */
interface Series {
  readonly attributes: object;
  readonly value: unknown;
}

/** What OpenTelemetry's SDK was given. */
export interface Recording {
  readonly spans: () => ReadableSpan[];
  readonly series: (metric: string) => Promise<Series[]>;
  /** All of it, as text. */
  readonly everything: () => Promise<string>;
  readonly stop: () => void;
}

/** Registers the real SDK, as an app does, and keeps what it exports in memory. */
export function startRecording(): Recording {
  const exporter = new InMemorySpanExporter();
  const spanProcessors = [new SimpleSpanProcessor(exporter)];
  const reader = new PeriodicExportingMetricReader({
    exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
    exportIntervalMillis: 1_000_000,
  });
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors }));
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());

  const collect = async () => {
    const { resourceMetrics } = await reader.collect();
    return resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  };
  return {
    spans: () => exporter.getFinishedSpans(),
    series: async (name) =>
      (await collect())
        .filter(({ descriptor }) => descriptor.name === name)
        .flatMap(({ dataPoints }) =>
          dataPoints.map(({ attributes, value }) => ({ attributes, value })),
        ),
    everything: async () =>
      JSON.stringify([
        await collect(),
        exporter
          .getFinishedSpans()
          .map(({ name, attributes, events, links, status }) => [
            name,
            attributes,
            events,
            links,
            status,
          ]),
      ]),
    stop: () => {
      for (const api of [trace, metrics, context, propagation]) api.disable();
    },
  };
}
