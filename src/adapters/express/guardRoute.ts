import type { ServerResponse } from 'node:http';
import { toError } from '../../answer/refuse';
import { keepPrivate, refuseDropped, respondToOnNode } from '../../answer/respondToOnNode';
import type { Guard } from '../../bridge/createRequestBridge';
import type { CheckedRule } from '../../bridge/guard/guard';
import type { NodeRequestHead } from '../../bridge/RequestHead';

type Response = ServerResponse & { readonly locals: object };
type Next = (error?: unknown) => void;

/**
 * What Express calls for a guarded route. It calls `next` without an error only if the rule
 * allows, and never rejects, since Express 4 would not notice.
 */
export function guardRoute(
  guard: Guard<NodeRequestHead>,
  rule: CheckedRule,
  handler: CallableFunction | undefined,
) {
  return async (req: NodeRequestHead, res: Response, next: Next): Promise<void> => {
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
}

/**
 * Makes the `next` that a rule's functions get. They may hand on an error; but whether to go on is
 * the policy's to decide, so `next()`, `next('route')` and `next('router')` do nothing.
 */
function nextOfRule() {
  let told: { readonly error: unknown } | undefined;
  const next = (error?: unknown) => {
    // As Express sees it, nothing that is falsy is an error.
    const isError = Boolean(error) && error !== 'route' && error !== 'router';
    if (isError) told ??= { error };
  };
  /** Throws the error that they handed on, if there is one. */
  const rethrow = () => {
    if (told !== undefined) throw toError(told.error);
  };
  return { next, rethrow };
}
