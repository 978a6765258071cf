import { getProperty } from '../../base/value';
import type { TraceComponent, TraceEntry } from '../explain/Explanation';

/**
 * Reads how the engine decided from the details of a test's result. Since Cerbos 0.52 a step names
 * its components by their number in a list.
 *
 * @returns an empty list if the details have no trace.
 */
export function readTrace(details: unknown): TraceEntry[] {
  const batch = getProperty(details, 'engineTraceBatch');
  if (batch === undefined) {
    return listOf(getProperty(details, 'engineTrace')).map((entry) =>
      toEntry(listOf(getProperty(entry, 'components')), entry),
    );
  }
  const definitions = listOf(getProperty(batch, 'definitions'));
  return listOf(getProperty(batch, 'entries')).map((entry) => {
    const indices = listOf(getProperty(entry, 'componentIndices'));
    return toEntry(
      indices.map((index) => definitions[Number(index)]),
      entry,
    );
  });
}

/** One step of the engine, from the log of a PDP that runs. */
export interface LoggedStep {
  /** The `cerbosCallId` of the answer. */
  readonly callId: string;
  /** As the question had it; empty if it had none. */
  readonly requestId: string;
  readonly entry: TraceEntry;
}

/**
 * Reads a line of the log of a PDP that runs with `CERBOS_DEBUG_ENGINE=1` and `--log-level=debug`.
 * The steps of a call that asks about several resources do not say which of them they are about.
 *
 * @returns `undefined` for a line that is no step of the engine.
 */
export function readTraceLine(line: string): LoggedStep | undefined {
  // Most lines are something else, and are not worth parsing.
  if (!line.includes('"cerbos.tracer"')) return undefined;
  let logged: unknown;
  try {
    logged = JSON.parse(line);
  } catch {
    return undefined;
  }
  const trace = getProperty(logged, 'trace');
  const callId = getProperty(getProperty(logged, 'cerbos'), 'call_id');
  const isStep = getProperty(logged, 'log.logger') === 'cerbos.tracer';
  if (!isStep || trace === undefined || typeof callId !== 'string') return undefined;
  const requestId = getProperty(getProperty(logged, 'grpc.request.meta'), 'request_id');
  return {
    callId,
    requestId: typeof requestId === 'string' ? requestId : '',
    entry: toEntry(listOf(getProperty(trace, 'components')), trace),
  };
}

function toEntry(components: readonly unknown[], entry: unknown): TraceEntry {
  return {
    components: components.filter(isComponent),
    // Each member of an event may be missing, so any object is one.
    event: getProperty(entry, 'event') ?? {},
  };
}

function isComponent(value: unknown): value is TraceComponent {
  return typeof getProperty(value, 'kind') === 'string';
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
