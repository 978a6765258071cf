import { clientOf, type Sandbox, tokenOf } from './Sandbox';
import type { SandboxRequest } from './SandboxRequest';
import { redirect, type SandboxResponse } from './SandboxResponse';
import { activeSession, addSession, createClient, endSessions, type SessionStart } from './clients';
import type { Account } from './directory';
import { localRedirect } from './handshake';

/** The page to sign in as any user, and the handler of its buttons. */
export function hostedSignIn(sandbox: Sandbox, request: SandboxRequest): SandboxResponse {
  if (request.method !== 'POST') return signInPage(sandbox, request);
  if (request.isCrossOrigin) return refusal();

  const user = sandbox.directory.findUser(({ id }) => id === request.form.get('user_id'));
  const orgId = request.form.get('organization_id') ?? '';
  const active = user && sandbox.directory.findMembership(user, orgId);
  if (user === undefined || (orgId !== '' && active === undefined)) {
    return page({ status: 400, title: 'There is no such account', body: '' });
  }

  const client = clientOf(sandbox, request) ?? createClient();
  sandbox.clients.set(client.id, client);
  endSessions(client, () => true);
  const session = addSession(client, { user, active }, startOf(request));
  const token = tokenOf(sandbox, session, request.url);
  return redirect(303, returnPath(request), [
    ...sandbox.cookies.withSession(client, request.cookies.get('__clerk_db_jwt'), token),
  ]);
}

/**
 * How the session starts. The page itself has these fields if they are in its address. A form of the
 * app may send them, too: `actor`, the id of who impersonates the user, and `first_factor_age`, the
 * minutes since the last password.
 */
const startFields = ['actor', 'first_factor_age'];

function startOf({ form }: SandboxRequest): SessionStart {
  const actor = form.get('actor');
  const minutes = form.get('first_factor_age') ?? '';
  return {
    ...(actor ? { actor: { sub: actor } } : {}),
    ...(/^\d{1,6}$/.test(minutes) ? { factorVerificationAge: [Number(minutes), -1] } : {}),
  };
}

/** The page to sign out, and the handler of its button. */
export function hostedSignOut(sandbox: Sandbox, request: SandboxRequest): SandboxResponse {
  const client = clientOf(sandbox, request);
  if (request.method === 'POST') {
    if (request.isCrossOrigin) return refusal();
    if (client !== undefined) endSessions(client, () => true);
    const devBrowser = request.cookies.get('__clerk_db_jwt');
    return redirect(303, returnPath(request), [
      ...sandbox.cookies.withSession(client, devBrowser, undefined),
    ]);
  }
  const session = client && activeSession(client);
  const who = session ? `You are ${nameOf(session.account)}.` : 'You are signed out.';
  return page({
    title: 'Sign out',
    body: `<p>${escapeHtml(who)}</p>
      <form method="post">${hidden('redirect_url', returnPath(request))}<button>Sign out</button></form>`,
  });
}

function signInPage({ directory }: Sandbox, request: SandboxRequest): SandboxResponse {
  const accounts = directory.users.flatMap((user): Account[] => [
    ...directory.membershipsOf(user).map((active) => ({ user, active })),
    { user, active: undefined },
  ]);
  const start = startFields.flatMap((name) => {
    const value = request.url.searchParams.get(name);
    return value === null ? [] : [hidden(name, value)];
  });
  const items = accounts.map(
    (account) => `<li><form method="post">
        ${hidden('user_id', account.user.id)}
        ${hidden('organization_id', account.active?.organization.id ?? '')}
        ${hidden('redirect_url', returnPath(request))}
        ${start.join('')}
        <button>${escapeHtml(nameOf(account))}</button>
      </form></li>`,
  );
  return page({
    title: 'Sign in',
    body: `<p>This sandbox replaces Clerk in development. Choose a user; you need no password.</p>
      <ul>${items.join('\n')}</ul>`,
  });
}

/** `Ada Lovelace — admin of Acme`. */
function nameOf({ user, active }: Account): string {
  const name = `${user.firstName} ${user.lastName}`.trim() || user.email;
  if (active === undefined) return `${name} — personal account`;
  return `${name} — ${active.membership.role.replace(/^org:/, '')} of ${active.organization.name}`;
}

function returnPath({ form, url }: SandboxRequest): string {
  const target = form.get('redirect_url') ?? url.searchParams.get('redirect_url');
  return localRedirect(target, url) ?? '/';
}

function hidden(name: string, value: string): string {
  return `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;
}

function refusal(): SandboxResponse {
  return page({
    status: 403,
    title: 'Not from another site',
    body: '<p>The sandbox refuses sign-ins and sign-outs from pages of other sites.</p>',
  });
}

const style = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { max-width: 26rem; margin: 10vh auto; padding: 0 1rem; }
  ul { list-style: none; margin: 0; padding: 0; }
  li { margin: 0.5rem 0; }
  button { font: inherit; width: 100%; padding: 0.625rem 1rem; text-align: start; cursor: pointer; }
  :focus-visible { outline: 3px solid CanvasText; outline-offset: 2px; }
`;

interface Page {
  readonly status?: number;
  readonly title: string;
  /** Trusted HTML. Other text was escaped with {@link escapeHtml}. */
  readonly body: string;
}

/** A whole page. It runs no scripts and can't be framed. */
function page({ status = 200, title, body }: Page): SandboxResponse {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      // With `no-referrer`, browsers would hide the origin of the forms, which is checked.
      'referrer-policy': 'same-origin',
    },
    body: `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} · Clerk sandbox</title>
    <style>${style}</style>
  </head>
  <body>
    <main>
      <h1>${title}</h1>
      ${body}
    </main>
  </body>
</html>
`,
  };
}

/** Escapes text for elements and quoted attributes. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
