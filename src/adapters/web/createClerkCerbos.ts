import { isResponse, keepUnlessChosen, respond, responseOf } from '../../answer/respond';
import type { Loaders } from '../../ask/types/Loader';
import type { RegisteredPolicies } from '../../ask/types/Policies';
import { invalidConfiguration } from '../../base/errors';
import { getProperty } from '../../base/value';
import { createRequestBridge, readAuthOnce } from '../../bridge/createRequestBridge';
import { webEndpointRequest } from '../../bridge/endpoint/EndpointRequest';
import type { AuthOptions } from '../../bridge/Framework';
import { type GuardRule, readRoute } from '../../bridge/guard/readRule';
import { isAccepted } from '../../bridge/refuseOldSdk';
import { webHead } from '../../bridge/RequestHead';
import { type ClerkAuth, SIGNED_OUT } from '../../identify/ClerkAuth';
import type { WebAuth, WebClerkCerbos, WebClerkCerbosOptions } from './WebClerkCerbos';

const HANDLER = 'withCerbos(rule, (request, context, grant) => Response.json(…))';

/**
 * Connects Clerk and Cerbos in any framework or runtime whose handlers take a `Request` and return a
 * `Response`. Each verb takes the request first.
 *
 * `withCerbos` answers refusals itself: 401, 403 (with Clerk's reverification body if the policy
 * demands a step-up), 404, 503, 500. A `Response` that Clerk or the handler throws, such as a
 * redirect, is sent. Other errors are thrown. Equal questions about one request are asked once.
 *
 * @param options - the Cerbos client, how to ask Clerk, and optionally resource loaders, a principal
 * mapping, a deadline in milliseconds (default 2000) and more.
 * @throws ConfigurationError for options that can't work.
 * @example
 * ```ts
 * import { HTTP } from '@cerbos/http';
 * import { createClerkCerbos, fromClerkBackend } from 'clerk-cerbos/web';
 *
 * const documents = new Map([['7', { ownerId: 'user_1', title: 'Plan' }]]);
 *
 * const { withCerbos } = createClerkCerbos({
 *   cerbos: new HTTP('http://127.0.0.1:3592'),
 *   auth: fromClerkBackend({
 *     secretKey: process.env.CLERK_SECRET_KEY,
 *     publishableKey: process.env.CLERK_PUBLISHABLE_KEY,
 *     authorizedParties: ['https://app.example.com'],
 *   }),
 *   resources: {
 *     document: async (id: string) => {
 *       const value = documents.get(id);
 *       return value === undefined ? null : { attr: { ownerId: value.ownerId }, value };
 *     },
 *   },
 * });
 *
 * export default {
 *   fetch: withCerbos(
 *     {
 *       action: 'view',
 *       resource: ({ url }) => ({ kind: 'document', id: new URL(url).searchParams.get('id') ?? '' }),
 *     },
 *     (request, context, grant) => Response.json({ title: grant.resource.value.title }),
 *   ),
 * };
 * ```
 * @see https://clerk.com/docs/reference/backend/authenticate-request
 */
export function createClerkCerbos<
  Policies extends object = RegisteredPolicies,
  const L extends Loaders<Policies> = Loaders<Policies>,
>(options: WebClerkCerbosOptions<Policies, L>): WebClerkCerbos<Policies, L> {
  const ask = readAuth(options);
  const { verbs, guard, grantFor, answerChecks } = createRequestBridge<Policies, L, Request>(
    options,
    {
      requestName: 'request',
      auth: readAuthOnce(
        (request, asked) => currentAuth(ask, request, asked),
        (request) => request,
      ),
      head: webHead,
      signal: ({ signal }) => signal,
    },
  );
  const { addHeaders = (_: Request, response: Response) => response } = ask;

  const withCerbos = (rule: GuardRule, handler: CallableFunction) => {
    const checked = readRoute(rule, handler, HANDLER);
    return async (request: Request, context: unknown) => {
      const call = guard(request, checked, [request, context]);
      const answer = respond(call, async () => {
        const grant = await call.grant();
        // The handler's type says that it returns a response.
        return (await Reflect.apply(handler, undefined, [request, context, grant])) as Response;
      });
      return addHeaders(request, await answer.catch(thrownResponse));
    };
  };

  return {
    ...verbs,
    grantFor,
    async checkEndpoint(request) {
      const answer = await answerChecks(request, webEndpointRequest(request));
      return addHeaders(request, responseOf(answer));
    },
    // Its type connects the rule, the context and the grant.
    withCerbos: withCerbos as unknown as WebClerkCerbos<Policies, L>['withCerbos'],
  };
}

function readAuth(options: object): WebAuth {
  const ask = getProperty(options, 'auth');
  if (typeof ask === 'function') return ask as WebAuth; // whose results are checked
  throw invalidConfiguration(
    'auth must be a function that asks Clerk who makes a request. Write auth: fromClerkBackend({ secretKey, publishableKey }), or auth: (request) => … with the Clerk SDK of your framework.',
  );
}

/**
 * A caller with another type of token than the rule accepts is signed out, as in Clerk's SDKs: the
 * function of the app may not have passed the options on.
 *
 * @throws ConfigurationError `invalid_configuration` for a value that is no `Request`.
 */
async function currentAuth(ask: WebAuth, request: Request, asked: AuthOptions): Promise<ClerkAuth> {
  if (typeof getProperty(getProperty(request, 'headers'), 'get') !== 'function') {
    throw invalidConfiguration(
      'clerk-cerbos/web was called with a value that is not a Request. Pass the Fetch Request of your framework, such as event.request.',
    );
  }
  // During a handshake, Clerk's own toAuth() returns null.
  const auth = (await ask(request, asked)) ?? SIGNED_OUT;
  return isAccepted(auth, asked.acceptsToken) ? auth : SIGNED_OUT;
}

/** @throws what is not a response. */
function thrownResponse(thrown: unknown): Response {
  if (isResponse(thrown)) return keepUnlessChosen(thrown);
  throw thrown;
}
