import type { Context, Next } from 'hono';
import { NO_STORE } from '../../answer/problem';
import { keepUnlessChosen, respondTo } from '../../answer/respond';
import type { Admit } from '../../bridge/createRequestBridge';
import type { CheckedRule } from '../../bridge/guard/guard';
import { dropHeaders } from './onError';

/** What Hono calls before the handlers of a guarded route. */
export function guardMiddleware(admit: Admit<Context>, rule: CheckedRule) {
  return async (c: Context, next: Next): Promise<Response | undefined> => {
    try {
      c.set('cerbos', await admitPrivately(admit, rule, c));
    } catch (error) {
      return refuseWith(rule, c, error);
    }
    await next();
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', NO_STORE);
    return undefined;
  };
}

/** What Hono calls in place of a guarded handler. */
export function guardHandler(
  admit: Admit<Context>,
  rule: CheckedRule,
  handler: (c: Context, grant: never) => Response | Promise<Response>,
) {
  return async (c: Context): Promise<Response> => {
    try {
      const grant = await admitPrivately(admit, rule, c);
      // The overloads of withCerbos say that the grant is the one that the handler takes.
      return keepUnlessChosen(await handler(c, grant as never));
    } catch (error) {
      return refuseWith(rule, c, error);
    }
  };
}

async function admitPrivately(admit: Admit<Context>, rule: CheckedRule, c: Context) {
  // What was chosen before the guard was not chosen for this caller.
  c.header('Cache-Control', undefined);
  return admit(c, rule, [c]);
}

/** Hono puts the headers of the context on whatever is returned: none may be for another answer. */
async function refuseWith(rule: CheckedRule, c: Context, error: unknown): Promise<Response> {
  dropHeaders(c);
  const response = await respondTo(rule, [c], error);
  c.header('Cache-Control', undefined);
  return response;
}
