import * as sessions from './sessionRoutes';
import * as signIns from './sessionRoutes';
import type { Sandbox } from './Sandbox';
import { createExchange, type Exchange } from './Exchange';
import type { SandboxRequest } from './SandboxRequest';
import { clerkError, json, type SandboxResponse } from './SandboxResponse';
import { userJson } from './accountJson';
import { clientJson } from './clientJson';
import { createId } from './clients';
import { handshake } from './handshake';
import { environmentJson } from './sandboxEnvironment';

type Route = (exchange: Exchange) => SandboxResponse;
type SessionRoute = (exchange: sessions.SessionExchange) => SandboxResponse;

const routes: Readonly<Record<string, Route>> = {
  'GET /v1/environment': ({ answer, sandbox }) => answer(environmentJson(sandbox.basePath)),
  'PATCH /v1/environment': ({ answer, sandbox }) =>
    answer({ response: environmentJson(sandbox.basePath) }),
  'GET /v1/.well-known/jwks.json': ({ sandbox }) => json(sandbox.key.jwks),
  'POST /v1/dev_browser': ({ answer }) => answer({ id: createId('dvb') }),
  'GET /v1/client': ({ answer, client, context }) =>
    answer({ response: clientJson(client, context) }),
  'GET /v1/client/handshake': handshake,
  'POST /v1/client/sign_ins': signIns.signIn,
  'DELETE /v1/client': signIns.signOut,
  'DELETE /v1/client/sessions': signIns.signOut,
};

const sessionRoutes: Readonly<Record<string, SessionRoute>> = {
  'GET ': sessions.read,
  'POST /touch': sessions.touch,
  'POST /tokens': sessions.token,
  'POST /end': sessions.end,
  'POST /remove': sessions.remove,
  'POST /verify': sessions.startVerification,
  'POST /verify/prepare_first_factor': sessions.prepareFirstFactor,
  'POST /verify/attempt_first_factor': sessions.attemptFirstFactor,
};

const myRoutes: Readonly<Record<string, SessionRoute>> = {
  'GET ': ({ answerWithClient, session, sandbox }) =>
    answerWithClient(userJson(session.account.user, sandbox.directory)),
  'GET /organization_memberships': ({ answerWithClient, session, sandbox }) => {
    const { organization_memberships: data } = userJson(session.account.user, sandbox.directory);
    return answerWithClient({ data, total_count: data.length });
  },
  'GET /organization_invitations': ({ answerWithClient }) => answerWithClient(nothing),
  'GET /organization_suggestions': ({ answerWithClient }) => answerWithClient(nothing),
};

const nothing = { data: [], total_count: 0 };

/**
 * Answers the requests of clerk-js to Clerk's Frontend API.
 *
 * @param path - the path after the base path: `/v1/client`.
 * @see https://clerk.com/docs/reference/frontend-api
 */
export function frontendApi(
  sandbox: Sandbox,
  request: SandboxRequest,
  path: string,
): SandboxResponse {
  if (request.method !== 'GET' && request.isCrossOrigin) {
    return clerkError(
      403,
      'origin_invalid',
      'The sandbox refuses requests from pages of other sites.',
    );
  }
  const exchange = createExchange(sandbox, request);
  const route = routes[`${request.method} ${path}`];
  if (route !== undefined) return route(exchange);

  const [, ofSession, sessionId = '', sessionPath = ''] =
    /^(\/v1\/client\/sessions\/)([^/]+)(.*)$/.exec(path) ?? [];
  if (ofSession !== undefined) {
    const template = /^\/tokens\/([^/]+)$/.test(sessionPath) && request.method === 'POST';
    const answer = template
      ? sessions.templateToken
      : sessionRoutes[`${request.method} ${sessionPath}`];
    return withSession(exchange, sessionId, answer);
  }
  if (/^\/v1\/me(\/|$)/.test(path)) {
    const id = request.url.searchParams.get('_clerk_session_id') ?? '';
    return withSession(exchange, id, myRoutes[`${request.method} ${path.slice('/v1/me'.length)}`]);
  }
  return noRoute(request);
}

function withSession(exchange: Exchange, id: string, route: SessionRoute | undefined) {
  if (route === undefined) return noRoute(exchange.request);
  const { client } = exchange;
  const session = client?.sessions.find((one) => one.id === id);
  if (client === undefined || session === undefined) {
    // For clerk-js, a 401 means that the session was revoked.
    return clerkError(401, 'authentication_invalid', `There is no session ${id} in this browser.`);
  }
  return route({ ...exchange, client, session });
}

function noRoute({ method, url }: SandboxRequest): SandboxResponse {
  return clerkError(404, 'resource_not_found', `The sandbox has no ${method} ${url.pathname}.`);
}
