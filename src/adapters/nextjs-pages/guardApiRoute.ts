import type { NextApiRequest, NextApiResponse } from 'next';
import type { CheckedRule } from '../../answer/guard';
import { answerOnNode, keepPrivate } from '../../answerOnNode';
import type { Admit } from '../../createRequestBridge';

/** What Next.js calls in place of a guarded handler. What is not ours is thrown, for Next.js. */
export function guardApiRoute(admit: Admit<object>, rule: CheckedRule, handler: CallableFunction) {
  return async (req: NextApiRequest, res: NextApiResponse): Promise<unknown> => {
    const args = [req, res] as const;
    try {
      keepPrivate(res);
      const grant = await admit(req, rule, args);
      const result: unknown = await Reflect.apply(handler, undefined, [...args, grant]);
      return result;
    } catch (error) {
      await answerOnNode(rule, args, error, res);
      return undefined;
    }
  };
}
