import { toError } from '../../answer/refuse';
import { hangUpSignal, sendAnswer } from '../../answer/respondToOnNode';
import type { Loaders } from '../../ask/types/Loader';
import type { RegisteredPolicies } from '../../ask/types/Policies';
import type { ClerkCerbosOptions } from '../../bridge/ClerkCerbosOptions';
import { type Framework, loadOnce, readClerkAuth } from '../../bridge/Framework';
import { createRequestBridge } from '../../bridge/createRequestBridge';
import { nodeEndpointRequest } from '../../bridge/endpoint/EndpointRequest';
import { nodeHead, type NodeRequestHead } from '../../bridge/RequestHead';
import { type GuardRule, readRoute } from '../../bridge/guard/readRule';
import type { ExpressClerkCerbos } from './ExpressClerkCerbos';
import { guardRoute } from './guardRoute';

const HANDLER = 'withCerbos(rule, (req, res, next, grant) => res.json(…))';
const sdk = loadOnce(() => import('@clerk/express'));

/**
 * Connects Clerk and Cerbos in Express 5 and 4, after Clerk's middleware. Each verb takes `req`.
 *
 * `withCerbos` answers refusals itself: 401, 403 (with Clerk's reverification body if the policy
 * demands a step-up), 404, 503, 500. Other errors go to `next`. For errors outside of it, register
 * this entry's `errorHandler`.
 *
 * @param options - the Cerbos client, and optionally resource loaders, a principal mapping, a
 * deadline in milliseconds (default 2000) and more.
 * @throws ConfigurationError for options that can't work. The verbs throw it with the code
 * `missing_middleware` if Clerk's middleware did not run.
 * @example
 * ```ts
 * import { GRPC } from '@cerbos/grpc';
 * import { clerkMiddleware } from '@clerk/express';
 * import { createClerkCerbos, errorHandler } from 'clerk-cerbos/express';
 * import express, { type Request } from 'express';
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
 * const document = (req: Request<{ id: string }>) =>
 *   ({ kind: 'document', id: req.params.id }) as const;
 *
 * const app = express();
 * app.use(clerkMiddleware());
 * app.get('/documents/:id', withCerbos({ action: 'view', resource: document }), (req, res) => {
 *   res.json({ title: res.locals.cerbos.resource.value.title });
 * });
 * app.delete(
 *   '/documents/:id',
 *   withCerbos({ action: 'delete', resource: document }, (req, res, next, grant) => {
 *     documents.delete(grant.resource.id);
 *     res.sendStatus(204);
 *   }),
 * );
 * app.use(errorHandler);
 * ```
 * @see https://clerk.com/docs/reference/express/clerk-middleware
 */
export function createClerkCerbos<
  Policies extends object = RegisteredPolicies,
  const L extends Loaders<Policies> = Loaders<Policies>,
>(options: ClerkCerbosOptions<Policies, L>): ExpressClerkCerbos<Policies, L> {
  const { verbs, guard, grantFor, answerChecks } = createRequestBridge<
    Policies,
    L,
    NodeRequestHead
  >(options, expressFramework);
  return {
    ...verbs,
    grantFor,
    async checkEndpoint(req, res, next) {
      try {
        sendAnswer(res, await answerChecks(req, nodeEndpointRequest(req), [req, res]));
      } catch (error) {
        next(toError(error));
      }
    },
    withCerbos: (rule: GuardRule, handler?: (...args: never[]) => unknown) =>
      guardRoute(guard, readRoute(rule, handler, HANDLER, { isOptional: true }), handler),
  };
}

/**
 * Express: `req` identifies a request.
 *
 * @see https://clerk.com/docs/reference/express/get-auth
 */
const expressFramework: Framework<NodeRequestHead> = {
  head: nodeHead,
  signal: (_, [, res]) => hangUpSignal(res),
  async auth(req, asked) {
    const { getAuth } = await sdk();
    return readClerkAuth(getAuth, [req], asked, '@clerk/express 2', {
      says: 'The "clerkMiddleware" should be registered',
      write:
        'Register clerkMiddleware() of @clerk/express before the routes: app.use(clerkMiddleware()).',
    });
  },
};
