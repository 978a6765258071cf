import type { ServerResponse } from 'node:http';
import type { CheckedRule } from '../../answer/guard';
import { thrown } from '../../answer/thrown';
import { answerOnNode, keepPrivate } from '../../answerOnNode';
import type { Admit } from '../../createRequestBridge';
import { nextOfRule } from './nextOfRule';

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
      await answerOnNode(rule, args, error, res, told.rethrow).catch((foreign: unknown) => {
        next(thrown(foreign));
      });
      return;
    }
    next();
  };
}
