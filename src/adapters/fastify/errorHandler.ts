import { type HttpAnswer, staleHeaders } from '../../answer/problem';
import { problemOf } from '../../answer/refuse';
import { isClerkCerbosError } from '../../base/errorGuards';
import type { FastifyReply, FastifyRequest } from 'fastify';

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
  if (isClerkCerbosError(error)) sendAnswer(reply, problemOf(error));
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
