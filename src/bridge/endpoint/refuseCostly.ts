import { type BatchLimits, countCalls } from '../../ask/pdp/checkBatch';
import type { ParsedQuestion } from '../../ask/types/Question';
import { RefusedRequest } from './EndpointRequest';

/** The most checks that one request may contain. */
export const MAX_CHECKS = 100;
export const MAX_ACTIONS = 50;

// In addition to what the questions of a page need, each about its own resource.
const SPARE_CALLS = 6;

/**
 * Refuses a request that could take many calls to the PDP: one call can't contain the same id
 * twice, or too many actions, so a small body could cause a hundred calls. It is refused before
 * anything is loaded or asked, so it costs nothing.
 * @param limits - how much the PDP accepts in one call.
 * @throws RefusedRequest `invalid_request`.
 */
export function refuseCostly(questions: readonly ParsedQuestion[], limits: BatchLimits): void {
  const most =
    2 * Math.ceil(MAX_CHECKS / limits.resources) * Math.ceil(MAX_ACTIONS / limits.actions) +
    SPARE_CALLS;
  if (callsFor(questions, limits) <= most) return;
  throw new RefusedRequest(
    'invalid_request',
    `checks could take more than ${most} calls to the PDP, because too many of them are about the same kind and id. Name each resource once, with all its actions, or send several requests.`,
  );
}

interface Asked extends ParsedQuestion {
  readonly merged: Set<string>;
  /** The different questions about it. */
  readonly apart: Map<string, ParsedQuestion>;
}

/** The calls for these questions, including those for questions that must be asked alone. */
function callsFor(questions: readonly ParsedQuestion[], limits: BatchLimits): number {
  const resources = new Map<string, Asked>();
  for (const question of questions) {
    const { resource, actions } = question;
    const about = JSON.stringify([resource.kind, resource.id, resource.attr]);
    const asked = resources.get(about) ?? { ...question, merged: new Set(), apart: new Map() };
    for (const action of actions) asked.merged.add(action);
    asked.apart.set(JSON.stringify([...actions].sort()), question);
    resources.set(about, asked);
  }
  const all = [...resources.values()];
  const together = all.map(({ resource, merged }) => ({ resource, actions: merged }));
  const alone = all.flatMap(({ apart }) => (apart.size > 1 ? [...apart.values()] : []));
  return countCalls(together, limits) + countCalls(alone, limits);
}
