import type { ServerResponse } from 'node:http';
import type { CheckedRule } from '../../answer/guard';
import { NO_STORE } from '../../answer/problem';
import { refuse } from '../../answer/refuse';
import { thrown } from '../../answer/thrown';
import type { Admit } from '../../createRequestBridge';
import { type NextOfRule, nextOfRule } from './nextOfRule';
import { sendAnswer } from './sendAnswer';

type Response = ServerResponse & { readonly locals: object };
type Next = (error?: unknown) => void;

/**
 * What Express calls for a guarded route. It calls `next` without an error only if the rule
 * allows, and never rejects, since Express 4 would not notice.
 */
export function guardRoute(
  admit: Admit<object>,
  rule: CheckedRule,
  handler: CallableFunction | undefined,
) {
  return async (req: object, res: Response, next: Next): Promise<void> => {
    const told = nextOfRule();
    const args = [req, res, told.next];
    try {
      keepPrivate(res);
      const grant = await admit(req, rule, args);
      told.rethrow();
      if (handler !== undefined) {
        await Reflect.apply(handler, undefined, [req, res, next, grant]);
        return;
      }
      Object.assign(res.locals, { cerbos: grant });
    } catch (error) {
      await answer(rule, args, error, res, told).catch((foreign: unknown) => {
        next(thrown(foreign));
      });
      return;
    }
    next();
  };
}

/** Answers in the handler's place where something of ours was thrown. */
async function answer(
  rule: CheckedRule,
  args: readonly unknown[],
  error: unknown,
  res: Response,
  told: NextOfRule,
): Promise<void> {
  // For Express to close the connection: half an answer must not look like all of it.
  if (res.headersSent && !res.writableEnded) throw error;
  keepPrivate(res);
  const isSent = (choice: unknown): choice is object => choice === res || res.headersSent;
  const refusal = await refuse(rule, args, error, isSent);
  told.rethrow();
  if ('problem' in refusal) sendAnswer(res, refusal.problem);
}

/** Before anybody answers: only a handler that may run chooses another caching. */
function keepPrivate(res: Response): void {
  if (!res.headersSent) res.setHeader('Cache-Control', NO_STORE);
}
