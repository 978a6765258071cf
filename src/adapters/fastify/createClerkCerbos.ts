import { hangUpSignal } from '../../answer/respondToOnNode';
import type { Loaders } from '../../ask/types/Loader';
import type { RegisteredPolicies } from '../../ask/types/Policies';
import { getProperty } from '../../base/value';
import type { ClerkCerbosOptions } from '../../bridge/ClerkCerbosOptions';
import { type Framework, loadOnce, readClerkAuth } from '../../bridge/Framework';
import { createRequestBridge } from '../../bridge/createRequestBridge';
import { nodeEndpointRequest } from '../../bridge/endpoint/EndpointRequest';
import { readPending } from '../../bridge/readPending';
import { nodeHead, type NodeRequestHead } from '../../bridge/RequestHead';
import { type GuardRule, readRoute } from '../../bridge/guard/readRule';
import type { FastifyClerkCerbos, WithCerbos } from './FastifyClerkCerbos';
import { guardHandler, guardHook, sendAnswer } from './guardRoute';

const HANDLER = 'withCerbos(rule, async (request, reply, grant) => …)';
const sdk = loadOnce(() => import('@clerk/fastify'));

/**
 * Connects Clerk and Cerbos in Fastify 5, after Clerk's plugin. Each verb takes `request`.
 *
 * `withCerbos` answers refusals itself: 401, 403 (with Clerk's reverification body if the policy
 * demands a step-up), 404, 503, 500. Other errors go to Fastify's error handler. For errors outside
 * of it, set this entry's `errorHandler`.
 *
 * @param options - the Cerbos client, and optionally resource loaders, a principal mapping, a
 * deadline in milliseconds (default 2000) and more.
 * @throws ConfigurationError for options that can't work. The verbs throw it with the code
 * `missing_middleware` if Clerk's plugin did not run.
 * @example
 * ```ts
 * import { GRPC } from '@cerbos/grpc';
 * import { clerkPlugin } from '@clerk/fastify';
 * import { createClerkCerbos, errorHandler } from 'clerk-cerbos/fastify';
 * import Fastify, { type FastifyRequest } from 'fastify';
 *
 * const documents = new Map([['7', { ownerId: 'user_1', title: 'Plan' }]]);
 *
 * const { withCerbos } = createClerkCerbos({
 *   cerbos: new GRPC(process.env.CERBOS_GRPC ?? '127.0.0.1:3593', { tls: false }),
 *   resources: {
 *     document: async (id: string) => {
 *       const value = documents.get(id);
 *       return value === undefined ? null : { attr: { ownerId: value.ownerId }, value };
 *     },
 *   },
 * });
 *
 * const document = (request: FastifyRequest<{ Params: { id: string } }>) =>
 *   ({ kind: 'document', id: request.params.id }) as const;
 *
 * const app = Fastify();
 * app.setErrorHandler(errorHandler);
 * await app.register(clerkPlugin);
 * app.get(
 *   '/documents/:id',
 *   withCerbos({ action: 'view', resource: document }, async (request, reply, grant) => ({
 *     title: grant.resource.value.title,
 *   })),
 * );
 * app.delete(
 *   '/documents/:id',
 *   { preHandler: withCerbos({ action: 'delete', resource: document }) },
 *   async (request, reply) => {
 *     documents.delete(request.cerbos.resource.id);
 *     return reply.code(204).send();
 *   },
 * );
 * ```
 * @see https://clerk.com/docs/reference/fastify/overview
 */
export function createClerkCerbos<
  Policies extends object = RegisteredPolicies,
  const L extends Loaders<Policies> = Loaders<Policies>,
>(options: ClerkCerbosOptions<Policies, L>): FastifyClerkCerbos<Policies, L> {
  readPending(
    options,
    '@clerk/fastify always treats pending sessions as signed out. Leave the option out.',
  );
  const { verbs, guard, grantFor, answerChecks } = createRequestBridge<
    Policies,
    L,
    NodeRequestHead
  >(options, fastifyFramework);
  const withCerbos = (rule: GuardRule, handler?: CallableFunction) => {
    const checked = readRoute(rule, handler, HANDLER, { isOptional: true });
    return handler === undefined
      ? guardHook(guard, checked)
      : guardHandler(guard, checked, handler);
  };
  return {
    ...verbs,
    grantFor,
    async checkEndpoint(request, reply) {
      const args = [request, reply];
      sendAnswer(reply, await answerChecks(request, nodeEndpointRequest(request), args));
      return reply;
    },
    // Its overloads describe which of the two it returns.
    withCerbos: withCerbos as unknown as WithCerbos<Policies, L>,
  };
}

/**
 * Fastify: `request` identifies a request.
 *
 * @see https://clerk.com/docs/reference/fastify/get-auth
 */
const fastifyFramework: Framework<NodeRequestHead> = {
  requestName: 'request',
  head: nodeHead,
  signal: (_, [, reply]) => hangUpSignal(getProperty(reply, 'raw')),
  async auth(request, asked) {
    const { getAuth } = await sdk();
    // The plugin gives requests this member before its hook runs.
    const how = getProperty(request, 'auth') === null ? early : missing;
    return readClerkAuth(getAuth, [request], asked, '@clerk/fastify 3', how);
  },
};

const says = 'The "clerkPlugin" should be registered';
const missing = {
  says,
  write:
    'Register clerkPlugin of @clerk/fastify before the routes: await app.register(clerkPlugin).',
};
const early = {
  says,
  why: "This hook runs before the one of Clerk's plugin, which is a preHandler by default.",
  write:
    "Write await app.register(clerkPlugin, { hookName: 'onRequest' }), before all hooks of your own.",
};
