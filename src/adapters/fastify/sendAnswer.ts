import type { FastifyReply } from 'fastify';
import type { HttpAnswer } from '../../answer/problem';
import { staleHeaders } from '../../answer/staleHeaders';

/** Answers, without what Fastify would add to the content type. */
export function sendAnswer(reply: FastifyReply, { status, headers, body }: HttpAnswer): void {
  for (const name of staleHeaders) reply.removeHeader(name);
  // To text of a JSON type Fastify adds a charset, and objects meet the serializers of the route.
  reply
    .code(status)
    .headers(headers)
    .send(new TextEncoder().encode(JSON.stringify(body)));
}
