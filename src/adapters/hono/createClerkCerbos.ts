import type { Context } from 'hono';
import { responseOf } from '../../answer/respond';
import type { Loaders } from '../../ask/types/Loader';
import type { RegisteredPolicies } from '../../ask/types/Policies';
import type { ClerkCerbosOptions } from '../../bridge/ClerkCerbosOptions';
import { type Framework, loadOnce, readClerkAuth } from '../../bridge/Framework';
import { createRequestBridge } from '../../bridge/createRequestBridge';
import { webEndpointRequest } from '../../bridge/endpoint/EndpointRequest';
import { webHead } from '../../bridge/RequestHead';
import { type GuardRule, readRoute } from '../../bridge/guard/readRule';
import type { HonoClerkCerbos, WithCerbos } from './HonoClerkCerbos';
import { guardHandler, guardMiddleware } from './guardRoute';

const HANDLER = 'withCerbos(rule, (c, grant) => c.json(…))';
const sdk = loadOnce(() => import('@clerk/hono'));

/**
 * Connects Clerk and Cerbos in Hono 4, after Clerk's middleware. Each verb takes `c`.
 *
 * `withCerbos` answers refusals itself: 401, 403 (with Clerk's reverification body if the policy
 * demands a step-up), 404, 503, 500. Other errors are thrown to Hono. For errors outside of it, set
 * this entry's `onError`.
 *
 * @param options - the Cerbos client, and optionally resource loaders, a principal mapping, a
 * deadline in milliseconds (default 2000) and more.
 * @throws ConfigurationError for options that can't work. The verbs throw it with the code
 * `missing_middleware` if Clerk's middleware did not run.
 * @example
 * ```ts
 * import { HTTP } from '@cerbos/http';
 * import { clerkMiddleware } from '@clerk/hono';
 * import { createClerkCerbos, onError } from 'clerk-cerbos/hono';
 * import { type Context, type Env, Hono } from 'hono';
 *
 * const documents = new Map([['7', { ownerId: 'user_1', title: 'Plan' }]]);
 *
 * const { withCerbos } = createClerkCerbos({
 *   cerbos: new HTTP(process.env.CERBOS_HTTP ?? 'http://127.0.0.1:3592'),
 *   resources: {
 *     document: async (id: string) => {
 *       const value = documents.get(id);
 *       return value === undefined ? null : { attr: { ownerId: value.ownerId }, value };
 *     },
 *   },
 * });
 *
 * const document = (c: Context<Env, '/documents/:id'>) =>
 *   ({ kind: 'document', id: c.req.param('id') }) as const;
 *
 * const app = new Hono();
 * app.onError(onError);
 * app.use('*', clerkMiddleware());
 * app.get('/documents/:id', withCerbos({ action: 'view', resource: document }), (c) =>
 *   c.json({ title: c.var.cerbos.resource.value.title }),
 * );
 * app.delete(
 *   '/documents/:id',
 *   withCerbos({ action: 'delete', resource: document }, (c, grant) => {
 *     documents.delete(grant.resource.id);
 *     return c.body(null, 204);
 *   }),
 * );
 * ```
 * @see https://github.com/clerk/javascript/tree/main/packages/hono
 */
export function createClerkCerbos<
  Policies extends object = RegisteredPolicies,
  const L extends Loaders<Policies> = Loaders<Policies>,
>(options: ClerkCerbosOptions<Policies, L>): HonoClerkCerbos<Policies, L> {
  const { verbs, guard, answerChecks } = createRequestBridge<Policies, L, Context>(
    options,
    honoFramework,
  );
  const withCerbos = (
    rule: GuardRule,
    handler?: (c: Context, grant: never) => Response | Promise<Response>,
  ) => {
    const checked = readRoute(rule, handler, HANDLER, { isOptional: true });
    return handler === undefined
      ? guardMiddleware(guard, checked)
      : guardHandler(guard, checked, handler);
  };
  return {
    ...verbs,
    checkEndpoint: async (c) =>
      responseOf(
        await answerChecks(
          c,
          webEndpointRequest(c.req.raw, () => c.req.text()),
        ),
      ),
    // Its overloads describe which of the two it returns.
    withCerbos: withCerbos as unknown as WithCerbos<Policies, L>,
  };
}

/**
 * Hono: the context identifies a request.
 *
 * @see https://github.com/clerk/javascript/tree/main/packages/hono
 */
const honoFramework: Framework<Context> = {
  requestName: 'c',
  head: (c) => webHead(c.req.raw),
  signal: (c) => c.req.raw.signal,
  async auth(c, asked) {
    const { getAuth } = await sdk();
    return readClerkAuth(getAuth, [c], asked, '@clerk/hono 0.1', {
      says: 'getAuth() called without clerkMiddleware()',
      write:
        "Register clerkMiddleware() of @clerk/hono before the routes: app.use('*', clerkMiddleware()).",
    });
  },
};
