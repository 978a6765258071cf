import type { VerifiedResult } from './checkChunk';
import type { DecisionMetadata, Effect } from './Decision';

/** Makes one result of those for the parts of a question: its actions were asked in several calls. */
export function mergeResults(parts: readonly VerifiedResult[]): VerifiedResult {
  const [first] = parts;
  if (first === undefined) throw new TypeError('Every question has a result.');
  if (parts.length === 1) return first;
  const effects = new Map<string, Effect>();
  for (const part of parts) {
    for (const [action, effect] of part.effects) {
      // Asked twice, with a change of policies in between: the answers do not agree on an allow.
      if (effects.get(action) !== 'EFFECT_DENY') effects.set(action, effect);
    }
  }
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
