import type { Outcome } from '../../base/createBatcher';
import { RejectedError } from '../../base/errors';
import { getProperty, withoutPrototype } from '../../base/value';
import type { ResourceCheck } from '../types/Question';
import { callPdp, invalidAnswer, type PdpCall } from './callPdp';
import { clientRequest, clientResource } from './clientResource';
import { mergeResults, type VerifiedResult, verifyResult } from './checkResult';

/** How much the PDP takes in one call. */
export interface BatchLimits {
  readonly resources: number;
  /** For each resource. */
  readonly actions: number;
}

/** Everything that is asked about one resource. */
export interface ResourceQuestions<Resource = ResourceCheck['resource']> {
  readonly resource: Resource;
  readonly actions: Iterable<string>;
}

/** As much of a question as one call takes. */
interface Part<Resource> {
  readonly resource: Resource;
  readonly actions: readonly string[];
  /** The position of the question. */
  readonly questionIndex: number;
}

type Names = Pick<ResourceCheck['resource'], 'kind' | 'id'>;

/** How many calls it takes to ask about these resources, if the PDP answers each. */
export function countCalls(
  questions: readonly ResourceQuestions<Names>[],
  limits: BatchLimits,
): number {
  return toCalls(questions, limits).length;
}

/**
 * Asks the PDP about several resources in as few calls as it takes. Each question has an outcome
 * of its own, in the order of the questions: an UnavailableError where its answer is missing or
 * does not fit it, a RejectedError where the PDP refuses this very question.
 */
export async function checkBatch(
  call: PdpCall,
  questions: readonly ResourceQuestions[],
  limits: BatchLimits,
): Promise<Outcome<VerifiedResult>[]> {
  const calls = toCalls(questions, limits);
  const answers = await Promise.all(calls.map((parts) => checkChunk(call, parts)));
  const outcomes = questions.map((): Outcome<VerifiedResult>[] => []);
  calls.forEach((parts, index) => {
    answers[index]?.forEach((outcome, position) => {
      const questionIndex = parts[position]?.questionIndex;
      if (questionIndex !== undefined) outcomes[questionIndex]?.push(outcome);
    });
  });
  return outcomes.map(mergeOutcomes);
}

/**
 * No call is about the same id twice: results name nothing else, so that if something in between
 * changed their order, one would be taken for the other.
 */
function toCalls<Resource extends Names>(
  questions: readonly ResourceQuestions<Resource>[],
  limits: BatchLimits,
): Part<Resource>[][] {
  const calls: { readonly parts: Part<Resource>[]; readonly ids: Set<string> }[] = [];
  questions.forEach(({ resource, actions: all }, questionIndex) => {
    // No other kind and id make the same.
    const id = `${resource.kind.length} ${resource.kind}${resource.id}`;
    const actions = [...all];
    for (let first = 0; first < actions.length; first += limits.actions) {
      let call = calls.find(({ parts, ids }) => parts.length < limits.resources && !ids.has(id));
      if (call === undefined) calls.push((call = { parts: [], ids: new Set() }));
      call.parts.push({
        questionIndex,
        resource,
        actions: actions.slice(first, first + limits.actions),
      });
      call.ids.add(id);
    }
  });
  return calls.map(({ parts }) => parts);
}

/** All of its parts, or the failure of the first that failed. */
function mergeOutcomes(parts: readonly Outcome<VerifiedResult>[]): Outcome<VerifiedResult> {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const failed = parts.find(({ status }) => status === 'rejected');
  if (failed !== undefined) return failed;
  const results = parts.flatMap((part) => (part.status === 'fulfilled' ? part.value : []));
  return { status: 'fulfilled', value: mergeResults(results) };
}

// Each time, those that were refused are left out. There are few, or something else is wrong.
const MAX_CALLS = 4;

/**
 * Asks the PDP about as many resources as one call takes. Where it refuses some of them, the
 * others are asked again without; where they are too large together, each half by itself.
 */
async function checkChunk(
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
    resource: clientResource(resource),
    actions: [...actions],
  }));
  const start = performance.now();
  const answer = await callPdp(call, (head, options) =>
    call.cerbos.checkResources(clientRequest(head, { resources }), options),
  );
  const durationMs = performance.now() - start;
  const answered = getProperty(answer, 'results');
  const results: readonly unknown[] = Array.isArray(answered) ? answered : [];
  if (results.length !== checks.length) {
    throw invalidAnswer(`it does not have ${checks.length} results`);
  }
  const { cerbosCallId = '' } = withoutPrototype(answer);
  return checks.map((check, index) => {
    const verified = verifyResult(results[index], check);
    if (verified === undefined) throw invalidAnswer(`result ${index} is about something else`);
    // Not spread: it is made for each question, and a spread costs as much as a few of them.
    const { result, effects, outputs } = verified;
    return { result, effects, outputs, cerbosCallId, durationMs, batchSize: checks.length };
  });
}

/**
 * Which of the resources does the PDP refuse? None, where it refuses something else as well: then
 * nobody else could be answered either.
 */
function refusedPositions(error: unknown): number[] {
  if (!(error instanceof RejectedError)) return [];
  const { message } = error;
  if (/(?:error: |\n - )(?!resources\[\d)/.test(message)) return [];
  return Array.from(message.matchAll(/\bresources\[(\d+)\]/g), ([, position]) => Number(position));
}

/** The refusal of one resource: where it stood among others says nothing to whoever asked. */
function refusalOfOne(error: unknown): unknown {
  if (!(error instanceof RejectedError)) return error;
  const { code, message, cause } = error;
  return new RejectedError({ code, message: message.replace(/\bresources\[\d+\]\./g, ''), cause });
}

/** Is it refused for its size alone? Then what was put together can be asked in parts. */
function isTooLarge(error: unknown): boolean {
  return error instanceof RejectedError && error.message.includes('larger than max');
}
