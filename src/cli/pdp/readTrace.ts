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
    return listOf(getProperty(details, 'engineTrace')).map(readTraceEntry);
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

/** Reads one step, as the log of a PDP and Cerbos before 0.52 have it. */
export function readTraceEntry(entry: unknown): TraceEntry {
  return toEntry(listOf(getProperty(entry, 'components')), entry);
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
