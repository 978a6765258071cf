import type { ClerkSandbox } from 'clerk-cerbos/testing';
import type { Stage } from '../../demo/stage';

interface Agent {
  /** As the transcript shows them. */
  readonly name: string;
  /** What kind of token they have. */
  readonly token: string;
  /** Makes the token that they send to the app at `origin`. */
  readonly issue: (sandbox: ClerkSandbox, origin: string) => string;
}

const hour = 3600;
const ada = { userId: 'user_ada', orgId: 'org_acme', expiresInSeconds: hour };
const read = 'documents:read';
const write = 'documents:write';

/** Who connects to the MCP server in the demo. */
export const agents = {
  ada: {
    name: 'Ada’s agent',
    token: 'session token of an agent that acts for Ada, an admin of Acme',
    issue: (sandbox, azp) =>
      sandbox.sessionToken({ ...ada, azp, actor: { sub: 'agent_7', type: 'agent' } }),
  },
  ben: {
    name: 'Ben’s agent',
    token: `OAuth token of Ben, a member of Acme, with the scope ${read}`,
    issue: (sandbox) => oauthToken(sandbox, 'user_ben', [read]),
  },
  benWriting: {
    name: 'Ben’s agent, later',
    token: `the same, with the scope ${write}, too`,
    issue: (sandbox) => oauthToken(sandbox, 'user_ben', [read, write]),
  },
  key: {
    name: 'A script of Globex',
    token: `API key of Globex, with the scope ${read}`,
    issue: (sandbox) => sandbox.apiKey({ orgId: 'org_globex', scopes: [read] }).token,
  },
  stranger: {
    name: 'A stranger’s agent',
    token: 'OAuth token of Nora, who is in no organization, with both scopes',
    issue: (sandbox) =>
      sandbox.oauthToken({ userId: 'user_nora', clientId: 'client_7', scopes: [read, write] })
        .token,
  },
  adaHerself: {
    name: 'Ada herself',
    token: 'session token, in an app that speaks MCP',
    issue: (sandbox, azp) => sandbox.sessionToken({ ...ada, azp }),
  },
} satisfies Record<string, Agent>;

export type AgentName = keyof typeof agents;

/** Makes the token of an agent. */
export function tokenOf(
  who: AgentName,
  { sandbox, origin }: Pick<Stage, 'sandbox' | 'origin'>,
): string {
  const agent: Agent = agents[who];
  return agent.issue(sandbox, origin);
}

/** An OAuth token that names the organization, as Clerk makes it for the scope `user:org:read`. */
function oauthToken(sandbox: ClerkSandbox, userId: string, scopes: readonly string[]): string {
  const now = Math.floor(Date.now() / 1000);
  return sandbox.signJwt(
    {
      iss: sandbox.url,
      sub: userId,
      client_id: 'client_7',
      scope: [...scopes, 'user:org:read'].join(' '),
      org_id: 'org_acme',
      jti: `oat_${userId}_${scopes.length}`,
      iat: now,
      nbf: now - 10,
      exp: now + hour,
    },
    { typ: 'at+jwt' },
  );
}
