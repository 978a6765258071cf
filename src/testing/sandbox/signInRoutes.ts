import type { SandboxUser } from './ClerkSandbox';
import { clientJson } from './clientJson';
import { addSession, createClient, createId, endSessions } from './clients';
import type { Exchange } from './Exchange';
import { clerkError, type SandboxResponse } from './SandboxResponse';

/** Signs in by ticket or by password, into the personal account. */
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
