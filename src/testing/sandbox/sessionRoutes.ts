import type { SandboxUser } from './ClerkSandbox';
import { tokenOf } from './Sandbox';
import type { Exchange } from './Exchange';
import { clerkError, type SandboxResponse } from './SandboxResponse';
import { clientJson, sessionJson, verificationJson } from './clientJson';
import {
  addSession,
  type Client,
  createClient,
  createId,
  endSessions,
  type Session,
} from './clients';
import type { Account } from './directory';

/** A request about one session of the browser. */
export interface SessionExchange extends Exchange {
  readonly session: Session;
  readonly client: Client;
}

/** `GET /client/sessions/:id` */
export function read({ session, context, answerWithClient }: SessionExchange): SandboxResponse {
  return answerWithClient(sessionJson(session, context));
}

/** `POST …/touch`: the tab got the focus, or the user chose another organization. */
export function touch(exchange: SessionExchange): SandboxResponse {
  const { session, client, context, answerWithClient } = exchange;
  const account = requestedAccount(exchange, 'active_organization_id');
  if (account === undefined) return notAMember();
  session.account = account;
  client.lastActiveSessionId = session.id;
  return answerWithClient(sessionJson(session, context));
}

/** `POST …/tokens`: makes a session token for this or another organization. */
export function token(exchange: SessionExchange): SandboxResponse {
  const { sandbox, session, request, answer } = exchange;
  const account = requestedAccount(exchange, 'organization_id');
  if (account === undefined) return notAMember();
  return answer({ object: 'token', jwt: tokenOf(sandbox, session, request.url, account) });
}

/** `POST …/tokens/:template`: makes a JWT for a third party. */
export function templateToken({ sandbox, session, request, answer }: SessionExchange) {
  const facts = { azp: request.url.origin };
  return answer({ object: 'token', jwt: sandbox.tokens.templateTokenOf(session.account, facts) });
}

/** `POST …/end` */
export function end(exchange: SessionExchange): SandboxResponse {
  return endAs(exchange, 'ended');
}

/** `POST …/remove` */
export function remove(exchange: SessionExchange): SandboxResponse {
  return endAs(exchange, 'removed');
}

function endAs(exchange: SessionExchange, status: 'ended' | 'removed') {
  const { session, client, context, answerWithClient } = exchange;
  endSessions(client, (one) => one === session);
  return answerWithClient(sessionJson(session, context, status));
}

/** `POST …/verify`: starts a reverification. */
export function startVerification(exchange: SessionExchange): SandboxResponse {
  const { session, request } = exchange;
  session.verificationLevel = request.form.get('level') ?? 'first_factor';
  return prepareFirstFactor(exchange);
}

/** `POST …/verify/prepare_first_factor`: a password needs no preparation. */
export function prepareFirstFactor({ session, context, answerWithClient }: SessionExchange) {
  return answerWithClient(verificationJson(session, context, 'needs_first_factor'));
}

/** `POST …/verify/attempt_first_factor`, by password only. */
export function attemptFirstFactor(exchange: SessionExchange): SandboxResponse {
  const { session, request, context, answerWithClient } = exchange;
  const { password } = session.account.user;
  if (password === undefined || request.form.get('password') !== password) {
    return clerkError(422, 'form_password_incorrect', 'Password is incorrect. Try again.');
  }
  session.factorsVerifiedAt = [Date.now(), session.factorsVerifiedAt[1]];
  return answerWithClient(verificationJson(session, context, 'complete'));
}

/** The session's account, or the one in the form; an empty value means the personal account. */
function requestedAccount(
  { sandbox, session, request }: SessionExchange,
  field: string,
): Account | undefined {
  const orgId = request.form.get(field);
  if (orgId === null) return session.account;
  const { user } = session.account;
  if (orgId === '') return { user, active: undefined };
  const active = sandbox.directory.findMembership(user, orgId);
  return active && { user, active };
}

function notAMember(): SandboxResponse {
  return clerkError(
    404,
    'organization_not_found_or_unauthorized',
    'The user is not a member of that organization.',
  );
}

/** Signs in to the personal account, by ticket or by password. */
export function signIn(exchange: Exchange): SandboxResponse {
  const { sandbox, request, answerWithClient } = exchange;
  const user = authenticate(exchange);
  if (user === undefined) {
    return request.form.get('strategy') === 'ticket'
      ? clerkError(422, 'ticket_invalid_code', 'The ticket is unknown or was used before.')
      : clerkError(422, 'form_password_incorrect', 'The e-mail address or password is wrong.');
  }
  const client = exchange.client ?? createClient();
  sandbox.clients.set(client.id, client);
  exchange.client = client;
  const session =
    client.sessions.find(({ account }) => account.user === user) ??
    addSession(client, { user, active: undefined });
  return answerWithClient({
    object: 'sign_in',
    id: createId('sia'),
    status: 'complete',
    identifier: user.email,
    supported_first_factors: [],
    supported_second_factors: null,
    first_factor_verification: null,
    second_factor_verification: null,
    user_data: null,
    created_session_id: session.id,
  });
}

function authenticate({ sandbox, request }: Exchange): SandboxUser | undefined {
  const { form } = request;
  if (form.get('strategy') === 'ticket') {
    const ticket = form.get('ticket') ?? '';
    const userId = sandbox.tickets.get(ticket);
    sandbox.tickets.delete(ticket);
    return sandbox.directory.findUser(({ id }) => id === userId);
  }
  return sandbox.directory.findUser(
    ({ email, password }) => email === form.get('identifier') && password === form.get('password'),
  );
}

/** Ends all sessions of the browser. */
export function signOut({ client, context, answerWithClient }: Exchange): SandboxResponse {
  if (client !== undefined) endSessions(client, () => true);
  return answerWithClient(clientJson(client, context));
}
