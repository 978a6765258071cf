import { type Answer, type Cell, toAnswer } from './Cell';
import { type Page, postAs } from './postAs';
import type { AnyResource } from './Question';
import { ownMember, RequestError } from './requestJson';
import type { Check } from './toBatches';

/** The end of a request. */
export interface Outcome {
  /** The server's time of the decisions, if it tells it; -1 if there are none. */
  readonly decidedAt?: number | undefined;
  readonly answerOf: (cell: Cell) => Answer;
}

/**
 * Asks the app's `checkEndpoint`. Accepts only an answer that matches the questions.
 *
 * @throws RequestError for any other answer; the error of `fetch` or `getToken` if there is none.
 */
export async function askEndpoint(
  page: Page,
  checks: readonly Check[],
  signal: AbortSignal,
): Promise<Outcome> {
  const body = await postAs(page, { checks: checks.map(toWire) }, signal);
  const answers = readDecisions(body, checks);
  const decidedAt = ownMember(body, 'decidedAt');
  return {
    decidedAt: typeof decidedAt === 'number' ? decidedAt : undefined,
    answerOf: (cell) => answers.get(cell),
  };
}

function toWire(check: Check): object {
  const actions = check.map(({ question }) => question.action);
  // It was made by `decodeQuestions`, and a check has at least one cell.
  return { ...(JSON.parse(check[0]?.question.resource ?? '') as AnyResource), actions };
}

function readDecisions(body: unknown, checks: readonly Check[]): Map<Cell, Answer> {
  const decisions = ownMember(body, 'decisions');
  const reasons = ownMember(body, 'reasons');
  const fitting: unknown[] =
    Array.isArray(decisions) && decisions.length === checks.length ? decisions : [];
  const answers = new Map<Cell, Answer>();
  checks.forEach((check, index) => {
    for (const cell of check) {
      const { action } = cell.question;
      const isAllowed = ownMember(fitting[index], action);
      if (typeof isAllowed !== 'boolean') throw new RequestError(200, 'invalid_answer');
      answers.set(cell, toAnswer(isAllowed, ownMember(reasons, `${index}`), action));
    }
  });
  return answers;
}
