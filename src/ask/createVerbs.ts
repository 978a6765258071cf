import { member } from '../member';
import { denial } from './denial';
import type { Inquiry } from './Inquiry';
import type { AskOptions } from './Question';
import {
  type AskedQuestion,
  invalid,
  readActions,
  readQuestion,
  readQuestions,
  readResourceQuery,
} from './readQuestion';
import { takeSnapshot } from './takeSnapshot';
import type { Verbs } from './Verbs';

/**
 * Makes the verbs. Questions are read at once, before anything is awaited, so that changing them
 * afterwards changes nothing.
 *
 * @param arity - how many arguments before the question say who is asking.
 * @param open - finds out who that is.
 */
export function createVerbs<Policies extends object, First extends readonly unknown[]>(
  arity: First['length'],
  open: (...args: [...First, options: AskOptions]) => Inquiry | Promise<Inquiry>,
): Verbs<Policies, First> {
  const verb =
    <Question, Result>(
      read: (question: unknown) => Question,
      answer: (inquiry: Inquiry, question: Question, options: AskOptions) => Promise<Result>,
    ) =>
    async (...args: readonly unknown[]): Promise<Result> => {
      const question = read(args[arity]);
      const options = readOptions(args[arity + 1]);
      // The types of the verbs say what comes before the question.
      const first = args.slice(0, arity) as readonly unknown[] as First;
      const opened = open(...first, options);
      const inquiry = opened instanceof Promise ? await opened : opened;
      return answer(inquiry, question, options);
    };

  const verbs = {
    checkResource: verb(readOne, async (inquiry, { question, ...asked }, options) =>
      onlyDecision(inquiry, question, { ...asked, ...options }),
    ),
    checkResources: verb(readSeveral, async (inquiry, { questions, ...asked }, options) => {
      const answers = await inquiry.check(questions, { ...asked, ...options });
      return answers.map(({ decision }) => decision);
    }),
    isAllowed: verb(readOneAction, async (inquiry, question, options) =>
      (await onlyDecision(inquiry, question, options)).allAllowed(),
    ),
    authorize: verb(readQuestion, async (inquiry, question, options) => {
      const decision = await onlyDecision(inquiry, question, options);
      if (!decision.allAllowed()) throw denial(inquiry.principal, question.actions, decision);
      return decision;
    }),
    planResources: verb(readPlan, (inquiry, { query, actions }, options) =>
      inquiry.plan(query, actions, options),
    ),
    snapshot: verb((checks) => readQuestions(checks, 'checks'), takeSnapshot),
  };
  // What a verb returns does not depend on its type parameters: they only narrow what it takes.
  return verbs as unknown as Verbs<Policies, First>;
}

async function onlyDecision(
  inquiry: Inquiry,
  question: AskedQuestion,
  options: Parameters<Inquiry['check']>[1],
) {
  const [answer] = await inquiry.check([question], options);
  if (answer === undefined) throw new TypeError('Every question has an answer.');
  return answer.decision;
}

function readOne(input: unknown) {
  return { question: readQuestion(input), ...readMetadata(input) };
}

function readSeveral(input: unknown) {
  const questions = readQuestions(member(input, 'resources'), 'resources');
  return { questions, ...readMetadata(input) };
}

function readOneAction(input: unknown): AskedQuestion {
  if (typeof member(input, 'action') !== 'string') {
    throw invalid('action', 'must be a non-empty string; to ask about several, use checkResource');
  }
  return readQuestion(input);
}

function readPlan(input: unknown) {
  const query = readResourceQuery(member(input, 'resource'), 'resource');
  return { query, actions: readActions(input) };
}

function readMetadata(input: unknown): { includeMetadata?: boolean } {
  const includeMetadata = member(input, 'includeMetadata');
  return typeof includeMetadata === 'boolean' ? { includeMetadata } : {};
}

function readOptions(input: unknown): AskOptions {
  const signal = member(input, 'signal');
  if (signal === undefined) return {};
  if (!isAbortSignal(signal)) throw invalid('options.signal', 'must be an AbortSignal');
  return { signal };
}

/** By its shape, since a test environment may bring an AbortSignal of its own. */
function isAbortSignal(input: unknown): input is AbortSignal {
  return (
    typeof member(input, 'aborted') === 'boolean' &&
    typeof member(input, 'addEventListener') === 'function'
  );
}
