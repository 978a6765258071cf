import { getProperty } from '../base/value';
import type { PrincipalClient } from './createPrincipalClient';
import { denial, toSnapshot } from './decide';
import {
  invalid,
  readActions,
  readQuestion,
  readQuestions,
  readResourceQuery,
} from './readQuestion';
import type { Decision } from './types/Decision';
import type { AskOptions, ParsedQuestion } from './types/Question';
import type { Verbs } from './types/Verbs';

/**
 * Makes the verbs. Questions are read at once, before anything is awaited, so that changing them
 * afterwards changes nothing.
 *
 * @param arity - how many arguments before the question say who is asking.
 * @param open - finds out who that is.
 */
export function createVerbs<Policies extends object, First extends readonly unknown[]>(
  arity: First['length'],
  open: (...args: [...First, options: AskOptions]) => PrincipalClient | Promise<PrincipalClient>,
): Verbs<Policies, First> {
  const begin = <Question>(args: readonly unknown[], read: (input: unknown) => Question) => {
    const question = read(args[arity]);
    const options = readAskOptions(args[arity + 1]);
    // The types of the verbs say what comes before the question.
    const first = args.slice(0, arity) as readonly unknown[] as First;
    return { question, options, opening: open(...first, options) };
  };

  const check =
    <Result>(
      read: (input: unknown) => readonly ParsedQuestion[],
      toResult: (
        decisions: readonly Decision[],
        inquiry: PrincipalClient,
        questions: readonly ParsedQuestion[],
      ) => Result,
    ) =>
    async (...args: readonly unknown[]): Promise<Result> => {
      const { question: questions, options, opening } = begin(args, read);
      const includeMetadata = readMetadata(args[arity]);
      // An app may have put another class in the place of Promise.
      const inquiry = 'then' in opening ? await opening : opening;
      const answers = await inquiry.check(questions, { ...options, includeMetadata });
      const decisions = answers.map(({ decision }) => decision);
      return toResult(decisions, inquiry, questions);
    };

  const verbs = {
    checkResource: check(readOne, only),
    checkResources: check(
      (input) => readQuestions(getProperty(input, 'resources'), 'resources'),
      (decisions) => decisions,
    ),
    isAllowed: check(readOneAction, (decisions) => only(decisions).allAllowed()),
    authorize: check(readOne, (decisions, { principal }, questions) => {
      const decision = only(decisions);
      if (!decision.allAllowed()) throw denial(principal, only(questions).actions, decision);
      return decision;
    }),
    async planResources(...args: readonly unknown[]) {
      const { question, options, opening } = begin(args, readPlan);
      return (await opening).plan(question.query, question.actions, options);
    },
    snapshot: check((input) => readQuestions(input, 'checks'), toSnapshot),
  };
  // What a verb returns does not depend on its type parameters: they only narrow what it takes.
  return verbs as unknown as Verbs<Policies, First>;
}

function only<T>([one]: readonly T[]): T {
  if (one === undefined) throw new TypeError('Every question has an answer.');
  return one;
}

function readOne(input: unknown): readonly ParsedQuestion[] {
  return [readQuestion(input)];
}

function readOneAction(input: unknown): readonly ParsedQuestion[] {
  if (typeof getProperty(input, 'action') !== 'string') {
    throw invalid('action', 'must be a non-empty string; to ask about several, use checkResource');
  }
  return readOne(input);
}

function readPlan(input: unknown) {
  const query = readResourceQuery(getProperty(input, 'resource'), 'resource');
  return { query, actions: readActions(input) };
}

function readMetadata(input: unknown): boolean | undefined {
  const includeMetadata = getProperty(input, 'includeMetadata');
  return typeof includeMetadata === 'boolean' ? includeMetadata : undefined;
}

function readAskOptions(input: unknown): AskOptions {
  const signal = getProperty(input, 'signal');
  if (signal === undefined) return {};
  if (!isAbortSignal(signal)) throw invalid('options.signal', 'must be an AbortSignal');
  return { signal };
}

/** By its shape, since a test environment may bring an AbortSignal of its own. */
function isAbortSignal(input: unknown): input is AbortSignal {
  return (
    typeof getProperty(input, 'aborted') === 'boolean' &&
    typeof getProperty(input, 'addEventListener') === 'function'
  );
}
