import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  HookHandlerDoneFunction,
} from 'fastify';
import { NO_STORE } from '../../answer/problem';
import { refuse, thrown } from '../../answer/refuse';
import type { Admit } from '../../bridge/createRequestBridge';
import type { CheckedRule } from '../../bridge/guard/guard';
import { sendAnswer } from './errorHandler';

type Args = readonly [request: FastifyRequest, reply: FastifyReply];

/**
 * What Fastify calls before the handler of a guarded route. It is not async: after an async hook
 * Fastify runs the handler if nothing was sent, and a caller could bring that about by hanging up
 * while the refusal is on its way. Only `done()` goes on.
 */
export function guardHook(admit: Admit<FastifyRequest>, rule: CheckedRule) {
  return (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    const args = [request, reply] as const;
    admitPrivately(admit, rule, args).then(
      (grant) => {
        Object.assign(request, { cerbos: grant });
        done();
      },
      (error: unknown) =>
        answer(rule, args, error).catch((foreign: unknown) => {
          done(thrown(foreign));
        }),
    );
  };
}

/** What Fastify calls in place of a guarded handler. */
export function guardHandler(
  admit: Admit<FastifyRequest>,
  rule: CheckedRule,
  handler: CallableFunction,
) {
  return async function (this: FastifyInstance, ...args: Args): Promise<unknown> {
    const [, reply] = args;
    try {
      const grant = await admitPrivately(admit, rule, args);
      const payload: unknown = Reflect.apply(handler, this, [...args, grant]);
      // A handler that is not async may send later; Fastify then waits for the reply itself.
      const answered: unknown = payload === undefined ? reply : payload;
      return await answered;
    } catch (error) {
      await answer(rule, args, error);
      return reply;
    }
  };
}

/** Only a handler that may run chooses another caching. */
async function admitPrivately(admit: Admit<FastifyRequest>, rule: CheckedRule, args: Args) {
  const [request, reply] = args;
  reply.header('cache-control', NO_STORE);
  return admit(request, rule, args);
}

/** Answers in the handler's place where something of ours was thrown. */
async function answer(rule: CheckedRule, args: Args, error: unknown): Promise<void> {
  const [, reply] = args;
  // Only a handler that may run chooses another caching.
  reply.header('cache-control', NO_STORE);
  // `onDenied` returns the reply, which is awaited like a promise: it is sent by now.
  const isSent = (_choice: unknown): _choice is object => reply.sent;
  const refusal = await refuse(rule, args, error, isSent);
  if ('problem' in refusal) sendAnswer(reply, refusal.problem);
}
