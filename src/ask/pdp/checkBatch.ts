import type { Outcome } from '../../base/createBatcher';
import { RejectedError } from '../../base/errors';
import { getProperty, withoutPrototype } from '../../base/value';
import type { ResourceCheck } from '../types/Question';
import { callPdp, invalidAnswer, type PdpCall } from './callPdp';
import { clientRequest, clientResource } from './clientResource';
import { mergeResults, type VerifiedResult, verifyResult } from './checkResult';

/** How much the PDP accepts in one call. */
export interface BatchLimits {
  readonly resources: number;
  /** Per resource. */
  readonly actions: number;
}

/** All questions about one resource. */
export interface ResourceQuestions<Resource = ResourceCheck['resource']> {
  readonly resource: Resource;
  readonly actions: Iterable<string>;
}

/** The part of a question that fits into one call. */
interface Part<Resource> {
  readonly resource: Resource;
  readonly actions: readonly string[];
  /** The index of the question. */
  readonly questionIndex: number;
}

type Names = Pick<ResourceCheck['resource'], 'kind' | 'id'>;

/** How many calls it takes to ask about these resources, if the PDP answers all of them. */
export function countCalls(
  questions: readonly ResourceQuestions<Names>[],
  limits: BatchLimits,
): number {
  return toCalls(questions, limits).length;
}

/**
 * Asks the PDP about several resources in as few calls as possible. Each question has its own
 * outcome, in the order of the questions: an UnavailableError if its answer is missing or wrong, a
 * RejectedError if the PDP refuses this question.
 */
export async function checkBatch(
  call: PdpCall,
  questions: readonly ResourceQuestions[],
  limits: BatchLimits,
): Promise<Outcome<VerifiedResult>[]> {
  const calls = toCalls(questions, limits);
  const [only] = calls;
  // Nearly always there is one call. No id is in it twice, so each part is a whole question.
  if (only?.length === questions.length && calls.length === 1) return checkChunk(call, only);
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
 * No call contains the same id twice: results are identified by kind and id only, so a changed
 * order could mix up two results with the same id.
 */
function toCalls<Resource extends Names>(
  questions: readonly ResourceQuestions<Resource>[],
  limits: BatchLimits,
): Part<Resource>[][] {
  const calls: { readonly parts: Part<Resource>[]; readonly ids: Set<string> }[] = [];
  questions.forEach(({ resource, actions: all }, questionIndex) => {
    // The length makes the text unique for each kind and id.
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

/** Merges the parts of a question, or returns the first failure. */
function mergeOutcomes(parts: readonly Outcome<VerifiedResult>[]): Outcome<VerifiedResult> {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const failed = parts.find(({ status }) => status === 'rejected');
  if (failed !== undefined) return failed;
  const results = parts.flatMap((part) => (part.status === 'fulfilled' ? part.value : []));
  return { status: 'fulfilled', value: mergeResults(results) };
}

// Each call leaves out the questions that were refused. There are few of them, or something else is
// wrong.
const MAX_CALLS = 4;

/**
 * Asks the PDP in one call. If it refuses some of the resources, the others are asked again without
 * them. If they are too large together, each half is asked in its own call.
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
  // The client gets copies, because the answer is later compared with the question.
  const resources = checks.map(({ resource, actions }) => ({
    resource: clientResource(resource),
    actions: [...actions],
  }));
  const start = performance.now();
  const { answer, pdp } = await callPdp(call, (cerbos, head, options) =>
    cerbos.checkResources(clientRequest(head, { resources }), options),
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
    if (verified === undefined)
      throw invalidAnswer(`result ${index} does not belong to question ${index}`);
    // Not spread: this runs for each question, and a spread would cost as much as several of them.
    const { result, effects, outputs } = verified;
    return { result, effects, outputs, cerbosCallId, pdp, durationMs, batchSize: checks.length };
  });
}

/**
 * The positions of the resources that the PDP refuses. Empty if it also refuses something else,
 * because then no question can be answered.
 */
function refusedPositions(error: unknown): number[] {
  if (!(error instanceof RejectedError)) return [];
  const { message } = error;
  if (/(?:error: |\n - )(?!resources\[\d)/.test(message)) return [];
  return Array.from(message.matchAll(/\bresources\[(\d+)\]/g), ([, position]) => Number(position));
}

/**
 * The refusal of one resource, without its position in the batch, which the caller does not know.
 */
function refusalOfOne(error: unknown): unknown {
  if (!(error instanceof RejectedError)) return error;
  const { code, message, cause } = error;
  return new RejectedError({ code, message: message.replace(/\bresources\[\d+\]\./g, ''), cause });
}

/** Is only the size the problem? Then the batch can be asked in parts. */
function isTooLarge(error: unknown): boolean {
  return error instanceof RejectedError && error.message.includes('larger than max');
}
