import { type BatchLimits, countCalls } from '../../ask/pdp/checkBatch';
import type { ParsedQuestion } from '../../ask/types/Question';
import { RefusedRequest } from './EndpointRequest';

/** What a request may hold, whatever it costs. */
export const MAX_CHECKS = 100;
export const MAX_ACTIONS = 50;

// Beside what a page's questions need, each about a resource of its own.
const SPARE_CALLS = 6;

/**
 * Refuses a request that could take many calls to the PDP: no call is about one id twice, nor about
 * more actions than it takes, so that few bytes about one id may need a hundred. It is told before
 * anything is loaded or asked, so that anybody may send it at no cost.
 *
 * @param limits - how much the PDP takes in one call.
 * @throws RefusedRequest `invalid_request`.
 */
export function refuseCostly(questions: readonly ParsedQuestion[], limits: BatchLimits): void {
  const most =
    2 * Math.ceil(MAX_CHECKS / limits.resources) * Math.ceil(MAX_ACTIONS / limits.actions) +
    SPARE_CALLS;
  if (callsFor(questions, limits) <= most) return;
  throw new RefusedRequest(
    'invalid_request',
    `checks would take more than ${most} calls to the PDP: too many of them are about one kind and id. Name a resource once, with all its actions, or ask in several requests.`,
  );
}

interface Asked extends ParsedQuestion {
  readonly merged: Set<string>;
  /** The different questions about it. */
  readonly apart: Map<string, ParsedQuestion>;
}

/** The calls that they take, and those that it takes to ask alone what can't be merged. */
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
