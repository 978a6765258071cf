import type { CheckedRule } from './answer/guard';
import { NO_STORE } from './answer/problem';
import { refuse } from './answer/refuse';
import type { NodeResponse } from './NodeResponse';
import { sendAnswer } from './sendAnswer';

/**
 * Answers in a handler's place where something of ours was thrown.
 *
 * @param rethrow - throws what the rule handed on by other ways than throwing.
 * @throws whatever is not ours, for the framework.
 */
export async function answerOnNode(
  rule: CheckedRule,
  args: readonly unknown[],
  error: unknown,
  res: NodeResponse,
  rethrow: () => void = () => undefined,
): Promise<void> {
  // For the framework to close the connection: half an answer must not look like all of it.
  if (res.headersSent && !res.writableEnded) throw error;
  keepPrivate(res);
  const isSent = (choice: unknown): choice is object => choice === res || res.headersSent;
  const refusal = await refuse(rule, args, error, isSent);
  rethrow();
  if ('problem' in refusal) sendAnswer(res, refusal.problem);
}

/** Before anybody answers: only a handler that may run chooses another caching. */
export function keepPrivate(res: NodeResponse): void {
  if (!res.headersSent) res.setHeader('Cache-Control', NO_STORE);
}
