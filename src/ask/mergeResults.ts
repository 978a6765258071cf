import type { VerifiedResult } from './checkChunk';
import type { DecisionMetadata, Effect } from './Decision';

/** Makes one result of those for the parts of a question: its actions were asked in several calls. */
export function mergeResults(parts: readonly VerifiedResult[]): VerifiedResult {
  const [first] = parts;
  if (first === undefined) throw new TypeError('Every question has a result.');
  if (parts.length === 1) return first;
  // Without a prototype, so that an action called `constructor` is an action like any other.
  const effects = Object.create(null) as Record<string, Effect>; // it has no members yet
  for (const part of parts) Object.assign(effects, part.effects);
  const results = parts.map(({ result }) => result);
  const metadata = mergeMetadata(results.flatMap((result) => result.metadata ?? []));
  return {
    ...first,
    effects,
    outputs: parts.flatMap(({ outputs }) => outputs),
    durationMs: Math.max(...parts.map(({ durationMs }) => durationMs)),
    batchSize: Math.max(...parts.map(({ batchSize }) => batchSize)),
    result: {
      ...first.result,
      validationErrors: results.flatMap(({ validationErrors }) => validationErrors ?? []),
      metadata,
    },
  };
}

function mergeMetadata(parts: readonly DecisionMetadata[]): DecisionMetadata | undefined {
  if (parts.length === 0) return undefined;
  const roles = parts.flatMap(({ effectiveDerivedRoles }) => effectiveDerivedRoles);
  return {
    actions: Object.fromEntries(parts.flatMap(({ actions }) => Object.entries(actions))),
    effectiveDerivedRoles: [...new Set(roles)],
  };
}
