import { getProperty } from '../base/value';
import type { Stopper } from '../base/withDeadline';
import {
  argumentsOfVerb,
  FIELDS,
  ITEMS,
  QUESTION,
  readSignal,
  ROWS,
  type Signature,
} from './argumentsOfVerb';
import { checkFields } from './checkFields';
import { denial, toSnapshot } from './decide';
import { type Asking, filterAllowed } from './filterAllowed';
import { listByChecks, readPage } from './listByChecks';
import type { Answer, Caller, CheckOptions, PrincipalClient } from './PrincipalClient';
import {
  invalid,
  readActions,
  readOnDenied,
  readQuestion,
  readQuestions,
  readResourceQuery,
} from './readQuestion';
import type { Decision } from './types/Decision';
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
export function createVerbs<Policies extends object, First extends readonly unknown[], L>(
  arity: First['length'],
  run: Run<First>,
  clientAttributes: ReadonlySet<string>,
  watching: Watching,
  firstName: string,
): Verbs<Policies, First, L> {
  // The types of the verbs define the arguments before the question.
  const firstOf = (args: readonly unknown[]) => args.slice(0, arity) as readonly unknown[] as First;
  const partsOf = (verb: string, args: readonly unknown[], signature: Signature) =>
    argumentsOfVerb(verb, args, arity, firstName, signature);

  const ask = <Result>(
    verb: string,
    signature: Signature,
    read: (...parts: readonly unknown[]) => Asking<Result>,
  ) =>
    watchVerb(
      verb,
      async (...args: readonly unknown[]): Promise<Result> => {
        const parts = partsOf(verb, args, signature);
        const { questions, includeMetadata, conclude } = read(...parts);
        const signal = readSignal(parts[signature.names.length]);
        let caller: Caller | undefined;
        const answers = await run(firstOf(args), signal, async (client, stopper) => {
          const answered = await client.check(questions, { ...OPTIONS, includeMetadata }, stopper);
          caller = client.caller;
          return answered;
        });
        // After the deadline has ended, because a denial is an answer and must not stop shared work.
        return conclude(answers, caller);
      },
      watching,
    );

  const check = <Result>(
    verb: string,
    read: (input: unknown) => readonly ParsedQuestion[],
    toResult: (
      answers: readonly Answer[],
      questions: readonly ParsedQuestion[],
      caller: Caller | undefined,
    ) => Result,
  ) =>
    ask(verb, QUESTION, (input) => {
      const questions = read(input);
      return {
        questions,
        includeMetadata: readMetadata(input),
        conclude: (answers, caller) => toResult(answers, questions, caller),
      };
    });

  const verbs = {
    checkResource: check('checkResource', readOne, (answers) => withValue(only(answers))),
    checkResources: check('checkResources', readList, (answers) =>
      answers.map(({ decision }) => decision),
    ),
    isAllowed: check('isAllowed', readOneAction, (answers) => only(answers).decision.allAllowed()),
    authorize: check('authorize', readAuthorize, (answers, questions) => {
      const answer = only(answers);
      if (!answer.decision.allAllowed()) throw denial(answer, only(questions));
      return withValue(answer);
    }),
    planResources: watchVerb(
      'planResources',
      async (...args: readonly unknown[]) => {
        const [question, options] = partsOf('planResources', args, QUESTION);
        const { query, actions } = readPlan(question);
        const { plan } = await run(firstOf(args), readSignal(options), (client, stopper) =>
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
    filterAllowed: ask('filterAllowed', ITEMS, filterAllowed),
    listByChecks: watchVerb(
      'listByChecks',
      async (...args: readonly unknown[]) => {
        const [rows, toQuestion, options] = partsOf('listByChecks', args, ROWS);
        const page = readPage(rows, toQuestion, options);
        return run(firstOf(args), readSignal(options), (client, stopper) =>
          listByChecks(client, page, OPTIONS, stopper),
        );
      },
      watching,
    ),
    pickAllowed: ask('pickAllowed', FIELDS, (...parts) => {
      const { conclude, ...asking } = checkFields(...parts);
      return { ...asking, conclude: (...answered) => conclude(...answered).allowed };
    }),
    checkFields: ask('checkFields', FIELDS, checkFields),
  };
  // The type parameters only restrict the arguments, and name the type of a loader's value; they
  // don't change what a verb returns.
  return verbs as unknown as Verbs<Policies, First, L>;
}

/**
 * The decision, with the value that the loader found. A caller who may do nothing of what was asked
 * gets none, so that an app that forgets to look at the decision has nothing to show. It is not
 * enumerable: a decision may be logged or sent to a browser.
 */
function withValue({ decision, ready }: Answer): Decision {
  const value = decision.allowedActions().length > 0 ? ready?.loaded?.value : undefined;
  const resource = Object.defineProperty({ ...decision.resource }, 'value', { value });
  return { ...decision, resource };
}

const OPTIONS: CheckOptions = {
  includeMetadata: undefined,
  asker: 'server',
  pdpTimeoutMs: undefined,
};

function only<T>([one]: readonly T[]): T {
  if (one === undefined) throw new TypeError('Every question has an answer.');
  return one;
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
