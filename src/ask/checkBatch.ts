import { checkChunk, type VerifiedResult } from './checkChunk';
import type { Outcome } from './createBatcher';
import { mergeResults } from './mergeResults';
import type { PdpCall, ResourceCheck } from './PdpCall';
import type { BatchLimits } from './readBatchLimits';

/** Everything that is asked about one resource. */
export interface ResourceQuestions extends Pick<ResourceCheck, 'resource'> {
  readonly actions: ReadonlySet<string>;
}

/** As much of a question as one call takes. */
interface Part extends ResourceCheck {
  /** The position of the question. */
  readonly of: number;
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
      const of = parts[position]?.of;
      if (of !== undefined) outcomes[of]?.push(outcome);
    });
  });
  return outcomes.map(mergeOutcomes);
}

/**
 * No call is about the same id twice: results name nothing else, so that if something in between
 * changed their order, one would be taken for the other.
 */
function toCalls(questions: readonly ResourceQuestions[], limits: BatchLimits): Part[][] {
  const calls: { readonly parts: Part[]; readonly ids: Set<string> }[] = [];
  questions.forEach(({ resource, actions: all }, of) => {
    // No other kind and id make the same.
    const id = `${resource.kind.length} ${resource.kind}${resource.id}`;
    const actions = [...all];
    for (let first = 0; first < actions.length; first += limits.actions) {
      let call = calls.find(({ parts, ids }) => parts.length < limits.resources && !ids.has(id));
      if (call === undefined) calls.push((call = { parts: [], ids: new Set() }));
      call.parts.push({ of, resource, actions: actions.slice(first, first + limits.actions) });
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
