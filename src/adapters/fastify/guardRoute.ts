import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  HookHandlerDoneFunction,
} from 'fastify';
import {
  type GuardedCall,
  type HttpAnswer,
  NO_STORE,
  refuse,
  reportProblem,
  staleHeaders,
  toError,
} from '../../answer/refuse';
import { refuseDropped } from '../../answer/respondToOnNode';
import { isClerkCerbosError } from '../../base/errors';
import type { Guard } from '../../bridge/createRequestBridge';
import type { CheckedRule } from '../../bridge/guard/guard';

type Args = readonly [request: FastifyRequest, reply: FastifyReply];

/**
 * What Fastify calls before the handler of a guarded route. It is not async: after an async hook
 * Fastify runs the handler if nothing was sent, and a caller could bring that about by hanging up
 * while the refusal is on its way. Only `done()` goes on.
 */
export function guardHook(guard: Guard<FastifyRequest>, rule: CheckedRule) {
  return (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    const call = guard(request, rule, [request, reply]);
    keepPrivate(reply);
    call.grant().then(
      (grant) => {
        Object.assign(request, { cerbos: grant });
        refuseDropped(call, reply.raw);
        done();
      },
      (error: unknown) =>
        answer(call, error, reply).catch((foreign: unknown) => {
          done(toError(foreign));
        }),
    );
  };
}

/** What Fastify calls in place of a guarded handler. */
export function guardHandler(
  guard: Guard<FastifyRequest>,
  rule: CheckedRule,
  handler: CallableFunction,
) {
  return async function (this: FastifyInstance, ...args: Args): Promise<unknown> {
    const [request, reply] = args;
    const call = guard(request, rule, args);
    try {
      keepPrivate(reply);
      const grant = await call.grant();
      const throwIfDropped = refuseDropped(call, reply.raw);
      const payload: unknown = Reflect.apply(handler, this, [...args, grant]);
      // A handler that is not async may send later; Fastify then waits for the reply itself.
      const answering: unknown = payload === undefined ? reply : payload;
      const answered: unknown = await answering;
      if (!reply.sent) throwIfDropped();
      return answered;
    } catch (error) {
      await answer(call, error, reply);
      return reply;
    }
  };
}

/** Only a handler that may run chooses another caching. */
function keepPrivate(reply: FastifyReply): void {
  reply.header('cache-control', NO_STORE);
}

/** Answers in the handler's place where something of ours was thrown. */
async function answer(call: GuardedCall, error: unknown, reply: FastifyReply): Promise<void> {
  keepPrivate(reply);
  // `onDenied` returns the reply, which is awaited like a promise: it is sent by now.
  const isSent = (_choice: unknown): _choice is object => reply.sent;
  const refusal = await refuse(call, error, isSent);
  // Fastify must not wait for a reply, nor log that there was none.
  if (refusal.type === 'gone') reply.hijack();
  if (refusal.type === 'problem') sendAnswer(reply, refusal.problem);
}

/**
 * Answers what is thrown after `withCerbos(rule)` has let a request pass, or without a rule: an
 * `authorize` that is denied gets the same 401, 403 or 404, and an outage the same 503, as a
 * refusal of the rule. All other errors go on to Fastify's own handler, or that of the parent.
 *
 * @example
 * ```ts
 * import { HTTP } from '@cerbos/http';
 * import { clerkPlugin } from '@clerk/fastify';
 * import { createClerkCerbos, errorHandler } from 'clerk-cerbos/fastify';
 * import Fastify from 'fastify';
 *
 * const { authorize } = createClerkCerbos({ cerbos: new HTTP('http://127.0.0.1:3592') });
 *
 * const app = Fastify();
 * app.setErrorHandler(errorHandler);
 * await app.register(clerkPlugin);
 * app.post('/reports', async (request, reply) => {
 *   const resource = { kind: 'report', id: 'new', attr: {} };
 *   await authorize(request, { resource, action: 'create' });
 *   return reply.code(201).send();
 * });
 * ```
 * @see https://fastify.dev/docs/latest/Reference/Server/#seterrorhandler
 */
export function errorHandler(error: unknown, _request: FastifyRequest, reply: FastifyReply): void {
  if (isClerkCerbosError(error)) sendAnswer(reply, reportProblem(error));
  else reply.send(error);
}

/** Answers, without what Fastify would add to the content type. */
export function sendAnswer(reply: FastifyReply, { status, headers, body }: HttpAnswer): void {
  for (const name of staleHeaders) reply.removeHeader(name);
  // To text of a JSON type Fastify adds a charset, and objects meet the serializers of the route.
  reply
    .code(status)
    .headers(headers)
    .send(new TextEncoder().encode(JSON.stringify(body)));
}
