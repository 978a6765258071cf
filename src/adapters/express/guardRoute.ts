import type { ServerResponse } from 'node:http';
import { toError } from '../../answer/refuse';
import { keepPrivate, refuseDropped, respondToOnNode } from '../../answer/respondToOnNode';
import type { Guard } from '../../bridge/createRequestBridge';
import type { CheckedRule } from '../../bridge/guard/readRule';
import { refuseWithoutNext } from '../../bridge/guard/refuseWithoutNext';
import type { NodeRequestHead } from '../../bridge/RequestHead';

type Response = ServerResponse & { readonly locals: object };
type Next = (error?: unknown) => void;

/**
 * Makes the function that Express calls for a guarded route. It calls `next` without an error only
 * if the rule allows. It never rejects, because Express 4 would not notice.
 *
 * @throws ConfigurationError `invalid_configuration` if it is called without `next`.
 */
export function guardRoute(
  guard: Guard<NodeRequestHead>,
  rule: CheckedRule,
  handler: CallableFunction | undefined,
) {
  const answer = async (req: NodeRequestHead, res: Response, next: Next): Promise<void> => {
    const told = nextOfRule();
    const call = guard(req, rule, [req, res, told.next]);
    try {
      keepPrivate(res);
      const grant = await call.grant();
      told.rethrow();
      const throwIfDropped = refuseDropped(call, res);
      if (handler !== undefined) {
        await Reflect.apply(handler, undefined, [req, res, next, grant]);
        throwIfDropped();
        return;
      }
      Object.assign(res.locals, { cerbos: grant });
    } catch (error) {
      await respondToOnNode(call, error, res, told.rethrow).catch((foreign: unknown) => {
        next(toError(foreign));
      });
      return;
    }
    next();
  };
  return (req: NodeRequestHead, res: Response, next: Next): Promise<void> => {
    refuseWithoutNext(next);
    return answer(req, res, next);
  };
}

/**
 * Makes the `next` for a rule's functions. They may pass on an error, but only the policy decides
 * whether the handler runs, so `next()`, `next('route')` and `next('router')` do nothing.
 */
function nextOfRule() {
  let told: { readonly error: unknown } | undefined;
  const next = (error?: unknown) => {
    // Express treats falsy values as no error.
    const isError = Boolean(error) && error !== 'route' && error !== 'router';
    if (isError) told ??= { error };
  };
  /** Throws the error that they passed on, if there is one. */
  const rethrow = () => {
    if (told !== undefined) throw toError(told.error);
  };
  return { next, rethrow };
}
