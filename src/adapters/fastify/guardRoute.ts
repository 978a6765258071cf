import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  HookHandlerDoneFunction,
} from 'fastify';
import { type GuardedCall, refuse, staleHeaders, toError } from '../../answer/refuse';
import { refuseDropped } from '../../answer/respondToOnNode';
import { type HttpAnswer, NO_STORE, toProblem } from '../../answer/toProblem';
import { invalidConfiguration } from '../../base/errors';
import { isClerkCerbosError } from '../../base/isClerkCerbosError';
import type { Guard } from '../../bridge/createRequestBridge';
import type { CheckedRule } from '../../bridge/guard/readRule';

type Args = readonly [request: FastifyRequest, reply: FastifyReply];

/**
 * Makes the hook that Fastify calls before the handler of a guarded route. It is not async: after
 * an async hook, Fastify runs the handler if nothing was sent, and a client could cause that by
 * disconnecting while the refusal is sent. Only `done()` lets the handler run.
 */
export function guardHook(guard: Guard<FastifyRequest>, rule: CheckedRule) {
  return (request: FastifyRequest, reply: FastifyReply, ...others: readonly unknown[]): void => {
    const [done] = others;
    if (!isDone(done) || reply.sent) {
      refusePlace(reply, others);
      return;
    }
    const call = guard(request, rule, [request, reply]);
    keepPrivate(reply);
    const admit = (grant: unknown) => {
      Object.assign(request, { cerbos: grant });
      refuseDropped(call, reply.raw);
    };
    call
      .grant()
      .then(admit)
      .then(
        () => {
          done();
        },
        (error: unknown) =>
          answer(call, error, reply).catch((foreign: unknown) => {
            done(toError(foreign));
          }),
      );
  };
}

function isDone(value: unknown): value is HookHandlerDoneFunction {
  return typeof value === 'function';
}

/**
 * Ends a request whose guard is not one of the hooks before the handler. There, Fastify passes
 * other arguments, or the handler has run already.
 */
function refusePlace(reply: unknown, others: readonly unknown[]): void {
  const error = invalidConfiguration(
    "withCerbos(rule) is not at a place where it can guard a route. Write app.get(path, { preHandler: withCerbos(rule) }, handler). If clerkPlugin has hookName: 'onRequest', it also works as onRequest and preValidation.",
  );
  const problem = toProblem(error);
  const done = [reply, ...others].find(isDone);
  if (done !== undefined) done(error);
  // In the place of the handler.
  else sendAnswer(reply as FastifyReply, problem); // Fastify passes it to every handler
}

/** Makes the handler that Fastify calls in place of a guarded one. */
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
      // A handler that is not async may send later. Fastify then waits for the reply.
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

/**
 * Sets `Cache-Control: private, no-store`. Only a handler that was allowed to run may set another
 * one.
 */
function keepPrivate(reply: FastifyReply): void {
  reply.header('cache-control', NO_STORE);
}

/** Answers in place of a handler that threw one of our errors. */
async function answer(call: GuardedCall, error: unknown, reply: FastifyReply): Promise<void> {
  keepPrivate(reply);
  // `onDenied` returns the reply, and awaiting a reply waits until it is sent.
  const isSent = (_choice: unknown): _choice is object => reply.sent;
  const refusal = await refuse(call, error, isSent);
  // So that Fastify does not wait for a reply, and does not log that there was none.
  if (refusal.type === 'gone') reply.hijack();
  if (refusal.type === 'problem') sendAnswer(reply, refusal.problem);
}

/**
 * Answers errors that handlers after `withCerbos(rule)`, or without a rule, throw: a denied
 * `authorize` gets the same 401, 403 or 404, and an outage the same 503, as a refusal of a rule.
 * Other errors go to Fastify's own handler, or to the one of the parent.
 *
 * @example
 * ```ts
 * import { GRPC } from '@cerbos/grpc';
 * import { clerkPlugin } from '@clerk/fastify';
 * import { NEW_ID } from 'clerk-cerbos';
 * import { createClerkCerbos, errorHandler } from 'clerk-cerbos/fastify';
 * import Fastify from 'fastify';
 *
 * const { authorize } = createClerkCerbos({ cerbos: new GRPC('127.0.0.1:3593', { tls: false }) });
 *
 * const app = Fastify();
 * app.setErrorHandler(errorHandler);
 * await app.register(clerkPlugin);
 * app.post('/reports', async (request, reply) => {
 *   const resource = { kind: 'report', id: NEW_ID, attr: {} };
 *   await authorize(request, { resource, action: 'create' });
 *   return reply.code(201).send();
 * });
 * ```
 * @see https://fastify.dev/docs/latest/Reference/Server/#seterrorhandler
 */
export function errorHandler(error: unknown, _request: FastifyRequest, reply: FastifyReply): void {
  if (isClerkCerbosError(error)) sendAnswer(reply, toProblem(error));
  else reply.send(error);
}

/** Sends an answer. Goes around Fastify, which would add a charset to the content type. */
export function sendAnswer(reply: FastifyReply, { status, headers, body }: HttpAnswer): void {
  for (const name of staleHeaders) reply.removeHeader(name);
  // Fastify adds a charset to text with a JSON type, and would pass an object to the route's
  // serializers.
  reply
    .code(status)
    .headers(headers)
    .send(new TextEncoder().encode(JSON.stringify(body)));
}
