import { askPdp, invalidAnswer } from './askPdp';
import type { ClientCheckResult, ClientResourceCheck } from './CerbosClient';
import type { Effect } from './Decision';
import { mergeResults } from './mergeResults';
import type { PdpCall, ResourceCheck } from './PdpCall';

// What a PDP takes unless it is configured otherwise.
// https://docs.cerbos.dev/cerbos/latest/configuration/server#request-limits
const MAX_RESOURCES = 50;
const MAX_ACTIONS = 50;

/** What the PDP says of one question, verified to be an answer to it. */
export interface VerifiedResult {
  readonly result: ClientCheckResult;
  /** The effect on each action that was asked, and on no other. */
  readonly effects: Readonly<Record<string, Effect>>;
  readonly cerbosCallId: string;
}

/**
 * Asks the PDP about several resources in as few calls as it takes, and returns the results in
 * the order of the questions. Coalescing of a tick's questions builds on this.
 *
 * @throws UnavailableError where any answer is missing or does not fit its question.
 */
export async function checkBatch(
  call: PdpCall,
  checks: readonly ResourceCheck[],
): Promise<VerifiedResult[]> {
  const parts = checks.flatMap(({ resource, actions }) =>
    chunk(actions, MAX_ACTIONS).map((some) => ({ resource, actions: some })),
  );
  const chunks = chunk(parts, MAX_RESOURCES).map((some) => checkChunk(call, some));
  const results = (await Promise.all(chunks)).flat();
  let next = 0;
  return checks.map(({ actions }) => {
    const first = next;
    next += Math.ceil(actions.length / MAX_ACTIONS);
    return mergeResults(results.slice(first, next));
  });
}

function chunk<T>(items: readonly T[], size: number): (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

async function checkChunk(
  call: PdpCall,
  checks: readonly ResourceCheck[],
): Promise<VerifiedResult[]> {
  // A client gets lists of its own: what was asked is what its answer is held against.
  const resources = checks.map(({ resource, actions }) => ({
    // Clients take mutable types, but only read them.
    resource: resource as ClientResourceCheck['resource'],
    actions: [...actions],
  }));
  const answer = await askPdp(call, (head, options) =>
    call.cerbos.checkResources({ ...head, resources }, options),
  );
  const results: readonly unknown[] = Array.isArray(answer.results) ? answer.results : [];
  if (results.length !== checks.length) {
    throw invalidAnswer(`it does not have ${checks.length} results`);
  }
  const cerbosCallId = answer.cerbosCallId ?? '';
  return checks.map((check, index) => {
    const result = results[index];
    if (!isAbout(result, check)) throw invalidAnswer(`result ${index} is about something else`);
    return { result, effects: readEffects(result, check.actions), cerbosCallId };
  });
}

function isAbout(result: unknown, { resource }: ResourceCheck): result is ClientCheckResult {
  const about = member(result, 'resource');
  const outputs = member(result, 'outputs') ?? [];
  const violations = member(result, 'validationErrors') ?? [];
  return (
    member(about, 'kind') === resource.kind &&
    member(about, 'id') === resource.id &&
    isEcho(member(about, 'scope'), resource.scope) &&
    isEcho(member(about, 'policyVersion'), resource.policyVersion) &&
    typeof member(result, 'actions') === 'object' &&
    member(result, 'actions') !== null &&
    Array.isArray(outputs) &&
    outputs.every((output) => typeof output === 'object' && output !== null) &&
    Array.isArray(violations)
  );
}

/** What was not asked for is the PDP's to choose. */
function isEcho(answered: unknown, asked: string | undefined): boolean {
  return asked === undefined || answered === asked;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function readEffects(
  { actions }: ClientCheckResult,
  asked: readonly string[],
): Readonly<Record<string, Effect>> {
  // Without a prototype, so that an action called `constructor` is an action like any other.
  const effects = Object.create(null) as Record<string, Effect>; // it has no members yet
  for (const action of asked) {
    const effect = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (effect !== 'EFFECT_ALLOW' && effect !== 'EFFECT_DENY') {
      throw invalidAnswer(`it has no effect for the action ${JSON.stringify(action)}`);
    }
    effects[action] = effect;
  }
  return effects;
}
