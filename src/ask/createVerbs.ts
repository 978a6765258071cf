import { invalidConfiguration } from '../base/errors';
import { getProperty } from '../base/value';
import type { Stopper } from '../base/withDeadline';
import type { Answer, Caller, PrincipalClient } from './PrincipalClient';
import { denial, toSnapshot } from './decide';
import {
  invalid,
  readActions,
  readOnDenied,
  readQuestion,
  readQuestions,
  readResourceQuery,
} from './readQuestion';
import type { ParsedQuestion } from './types/Question';
import type { Verbs } from './types/Verbs';
import { type Watching, watchVerb } from './watchCalls';

/**
 * Starts the deadline of one question, identifies the caller, and asks.
 *
 * @param first - the arguments that tell who asks.
 * @param signal - the signal that the caller passed.
 */
export type Run<First extends readonly unknown[]> = <T>(
  first: First,
  signal: AbortSignal | undefined,
  ask: (client: PrincipalClient, stopper: Stopper) => Promise<T>,
) => Promise<T>;

/**
 * Makes the verbs. Each question is read at once, before anything is awaited, so that later changes
 * to its object change nothing.
 *
 * @param arity - the number of arguments before the question, which tell who asks.
 * @param clientAttributes - the kinds whose attributes the browser may send.
 * @param watching - how to watch whether answers are awaited.
 * @param firstName - the name of the argument before the question, for a call without it.
 */
export function createVerbs<Policies extends object, First extends readonly unknown[]>(
  arity: First['length'],
  run: Run<First>,
  clientAttributes: ReadonlySet<string>,
  watching: Watching,
  firstName: string,
): Verbs<Policies, First> {
  // The types of the verbs define the arguments before the question.
  const firstOf = (args: readonly unknown[]) => args.slice(0, arity) as readonly unknown[] as First;
  const questionOf = (verb: string, args: readonly unknown[]) => {
    refuseShifted(verb, args, arity, firstName);
    return args.at(arity);
  };
  const signalOf = (args: readonly unknown[]) => readSignal(args.at(arity + 1));

  const check = <Result>(
    verb: string,
    read: (input: unknown) => readonly ParsedQuestion[],
    // Runs after the deadline has ended, because a denial is an answer and must not stop shared
    // work.
    toResult: (
      answers: readonly Answer[],
      questions: readonly ParsedQuestion[],
      caller: Caller | undefined,
    ) => Result,
  ) =>
    watchVerb(
      verb,
      async (...args: readonly unknown[]): Promise<Result> => {
        const input = questionOf(verb, args);
        const questions = read(input);
        const includeMetadata = readMetadata(input);
        const options = { includeMetadata, asker: 'server', pdpTimeoutMs: undefined } as const;
        let caller: Caller | undefined;
        const answers = await run(firstOf(args), signalOf(args), async (client, stopper) => {
          const answered = await client.check(questions, options, stopper);
          caller = client.caller;
          return answered;
        });
        return toResult(answers, questions, caller);
      },
      watching,
    );

  const verbs = {
    checkResource: check('checkResource', readOne, (answers) => only(answers).decision),
    checkResources: check('checkResources', readList, (answers) =>
      answers.map(({ decision }) => decision),
    ),
    isAllowed: check('isAllowed', readOneAction, (answers) => only(answers).decision.allAllowed()),
    authorize: check('authorize', readAuthorize, (answers, questions) => {
      const answer = only(answers);
      if (!answer.decision.allAllowed()) throw denial(answer, only(questions));
      return answer.decision;
    }),
    planResources: watchVerb(
      'planResources',
      async (...args: readonly unknown[]) => {
        const { query, actions } = readPlan(questionOf('planResources', args));
        const { plan } = await run(firstOf(args), signalOf(args), (client, stopper) =>
          client.plan(query, actions, stopper),
        );
        return plan;
      },
      watching,
    ),
    snapshot: check(
      'snapshot',
      (input) => readQuestions(input, 'checks'),
      (answers, questions, caller) => toSnapshot(answers, questions, clientAttributes, caller),
    ),
  };
  // The type parameters only restrict the arguments; they don't change what a verb returns.
  return verbs as unknown as Verbs<Policies, First>;
}

function only<T>([one]: readonly T[]): T {
  if (one === undefined) throw new TypeError('Every question has an answer.');
  return one;
}

/**
 * Refuses a call whose question is not where it belongs: without the first argument, or with one
 * where there is none.
 *
 * @throws ConfigurationError `invalid_configuration`.
 */
function refuseShifted(
  verb: string,
  args: readonly unknown[],
  arity: number,
  firstName: string,
): void {
  const question = args.at(arity);
  if (isQuestion(question)) return;
  if (arity === 1 && isQuestion(args[0])) {
    throw invalidConfiguration(
      `${verb} was called without ${firstName}, which says who asks. Write ${verb}(${firstName}, …).`,
    );
  }
  if (arity === 0 && isQuestion(args[1])) {
    throw invalidConfiguration(
      `${verb} takes the question first, because it knows the caller here. Write ${verb}(question).`,
    );
  }
  if (question === undefined) {
    const call = arity === 0 ? `${verb}(question)` : `${verb}(${firstName}, question)`;
    throw invalidConfiguration(`${verb} was called without a question. Write ${call}.`);
  }
}

function isQuestion(input: unknown): boolean {
  if (Array.isArray(input)) return true;
  return ['resource', 'resources'].some((name) => getProperty(input, name) !== undefined);
}

function readOne(input: unknown): readonly ParsedQuestion[] {
  return [readQuestion(input)];
}

function readAuthorize(input: unknown): readonly ParsedQuestion[] {
  return [{ ...readQuestion(input), onDenied: readOnDenied(getProperty(input, 'onDenied')) }];
}

function readOneAction(input: unknown): readonly ParsedQuestion[] {
  if (typeof getProperty(input, 'action') !== 'string') {
    throw invalid(
      'action',
      'must be a non-empty string. To ask about several actions, use checkResource',
    );
  }
  return readOne(input);
}

function readList(input: unknown): readonly ParsedQuestion[] {
  if (Array.isArray(input)) {
    throw invalid(
      'question',
      'is a list. Write checkResources({ resources: [{ resource, actions }] })',
    );
  }
  return readQuestions(getProperty(input, 'resources'), 'resources');
}

function readPlan(input: unknown) {
  const query = readResourceQuery(getProperty(input, 'resource'), 'resource');
  return { query, actions: readActions(input) };
}

function readMetadata(input: unknown): boolean | undefined {
  const includeMetadata = getProperty(input, 'includeMetadata');
  return typeof includeMetadata === 'boolean' ? includeMetadata : undefined;
}

function readSignal(options: unknown): AbortSignal | undefined {
  const signal = getProperty(options, 'signal');
  if (signal === undefined || isAbortSignal(signal)) return signal;
  throw invalid('options.signal', 'must be an AbortSignal');
}

/** Recognized by its shape: a test environment may have its own AbortSignal. */
function isAbortSignal(input: unknown): input is AbortSignal {
  return (
    typeof getProperty(input, 'aborted') === 'boolean' &&
    typeof getProperty(input, 'addEventListener') === 'function'
  );
}
