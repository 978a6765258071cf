import { isObject, member } from '../member';
import { askPdp, invalidAnswer } from './askPdp';
import type { ClientCheckResult, ClientResourceCheck } from './CerbosClient';
import type { Outcome } from './createBatcher';
import type { Effect, Output } from './Decision';
import type { PdpCall, ResourceCheck } from './PdpCall';
import { isTooLarge, refusalOfOne, refusedPositions } from './refusals';

// Each time, those that were refused are left out. There are few, or something else is wrong.
const MAX_CALLS = 4;

/** What the PDP says of one question, verified to be an answer to it. */
export interface VerifiedResult {
  readonly result: ClientCheckResult;
  /** The effect on each action that was asked, and on no other. */
  readonly effects: ReadonlyMap<string, Effect>;
  readonly outputs: readonly Output[];
  readonly cerbosCallId: string;
  /** Milliseconds that the call took. */
  readonly durationMs: number;
  /** How many checks the call carried. */
  readonly batchSize: number;
}

/**
 * Asks the PDP about as many resources as one call takes. Where it refuses some of them, the
 * others are asked again without; where they are too large together, each half by itself.
 */
export async function checkChunk(
  call: PdpCall,
  checks: readonly ResourceCheck[],
  calls = 1,
): Promise<Outcome<VerifiedResult>[]> {
  try {
    const results = await askChunk(call, checks);
    return results.map((value) => ({ status: 'fulfilled', value }));
  } catch (error) {
    if (isTooLarge(error) && checks.length > 1) {
      const middle = Math.ceil(checks.length / 2);
      const halves = [checks.slice(0, middle), checks.slice(middle)];
      return (await Promise.all(halves.map((half) => checkChunk(call, half, calls)))).flat();
    }
    const refused = new Set(calls < MAX_CALLS ? refusedPositions(error) : []);
    const others = checks.filter((_, position) => refused.size > 0 && !refused.has(position));
    const outcomes = others.length > 0 ? await checkChunk(call, others, calls + 1) : [];
    const reasonOf = (position: number) => (refused.has(position) ? refusalOfOne(error) : error);
    let next = 0;
    return checks.map((_, position) => {
      const other = refused.has(position) ? undefined : outcomes[next++];
      return other ?? { status: 'rejected', reason: reasonOf(position) };
    });
  }
}

async function askChunk(
  call: PdpCall,
  checks: readonly ResourceCheck[],
): Promise<VerifiedResult[]> {
  // A client gets lists of its own: what was asked is what its answer is held against.
  const resources = checks.map(({ resource, actions }) => ({
    // Clients take mutable types, but only read them.
    resource: resource as ClientResourceCheck['resource'],
    actions: [...actions],
  }));
  const start = performance.now();
  const answer = await askPdp(call, (head, options) =>
    call.cerbos.checkResources({ ...head, resources }, options),
  );
  const durationMs = performance.now() - start;
  const results: readonly unknown[] = Array.isArray(answer.results) ? answer.results : [];
  if (results.length !== checks.length) {
    throw invalidAnswer(`it does not have ${checks.length} results`);
  }
  const cerbosCallId = answer.cerbosCallId ?? '';
  return checks.map((check, index) => {
    const result = results[index];
    if (!isAbout(result, check)) throw invalidAnswer(`result ${index} is about something else`);
    return {
      result,
      effects: readEffects(result, check.actions),
      outputs: readOutputs(result, check.actions),
      cerbosCallId,
      durationMs,
      batchSize: checks.length,
    };
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
    isObject(member(result, 'actions')) &&
    isListOfObjects(outputs) &&
    isListOfObjects(violations) &&
    isMetadata(member(result, 'metadata'))
  );
}

function isListOfObjects(list: unknown): boolean {
  return Array.isArray(list) && list.every(isObject);
}

function isMetadata(metadata: unknown): boolean {
  if (metadata === undefined) return true;
  const roles = member(metadata, 'effectiveDerivedRoles');
  return isObject(member(metadata, 'actions')) && Array.isArray(roles);
}

/** What was not asked for is the PDP's to choose. */
function isEcho(answered: unknown, asked: string | undefined): boolean {
  return asked === undefined || answered === asked;
}

function readEffects(
  { actions }: ClientCheckResult,
  asked: readonly string[],
): ReadonlyMap<string, Effect> {
  const effects = new Map<string, Effect>();
  for (const action of asked) {
    const effect = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (effect !== 'EFFECT_ALLOW' && effect !== 'EFFECT_DENY') {
      throw invalidAnswer(`it has no effect for the action ${JSON.stringify(action)}`);
    }
    effects.set(action, effect);
  }
  return effects;
}

/** PDPs before 0.51 don't say which action an output is of. */
function readOutputs({ outputs = [] }: ClientCheckResult, asked: readonly string[]): Output[] {
  const only = asked.length === 1 ? asked[0] : undefined;
  return outputs.flatMap(({ action, source, value }) => {
    const of = action === undefined || action === '' ? only : action;
    return of !== undefined && asked.includes(of) ? [{ action: of, source, value }] : [];
  });
}
