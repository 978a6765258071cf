import type { App } from '../readApp';
import { authzFile, projectsFile } from './projectFiles';
import { mainFiles, src } from './servers';
import type { Framework } from './Template';

/** Version 2 of the SDK has another name. */
const isVersion2 = ({ dependencies }: App) => dependencies.has('@modelcontextprotocol/server');

export const mcp: Framework = {
  id: 'mcp',
  title: 'an MCP server',
  isIn: (app) => isVersion2(app) || app.dependencies.has('@modelcontextprotocol/sdk'),
  clerkSdk: '@clerk/express',
  isOnNode: () => true,
  isBundled: false,
  kinds: ['project', 'mcp_tool', 'mcp_prompt', 'mcp_resource'],
  template(app, client) {
    const sdk = isVersion2(app)
      ? '@modelcontextprotocol/server'
      : '@modelcontextprotocol/sdk/server/mcp.js';
    // Version 1 takes the members of the schema alone.
    const schema = (members: string) => (isVersion2(app) ? `z.object(${members})` : members);
    return {
      files: [
        authzFile({
          path: `${src(app)}lib/authz.ts`,
          entry: 'mcp',
          client,
          verbs: ['guard', 'toAuthInfo', 'withCerbos'],
          projects: './projects.js',
        }),
        projectsFile(`${src(app)}lib/projects.ts`),
        {
          path: `${src(app)}lib/createServer.ts`,
          text: `import { McpServer } from '${sdk}';
«import type { GuardOptions } from 'clerk-cerbos/mcp';
»import { z } from 'zod';
import { guard, withCerbos } from './authz.js';

function project({ id }«: { id: string }») {
  return { kind: 'project', id }« as const»;
}

const onDenied = { notFoundUnless: 'view' }« as const»;

export function createServer(options«: GuardOptions» = {})«: McpServer» {
  // The policy of mcp_tool says which callers see and use a tool, that of the project which project.
  const server = guard(new McpServer({ name: 'projects', version: '1.0.0' }), options);

  server.registerTool(
    'view_project',
    {
      description: 'Shows a project.',
      inputSchema: ${schema('{ id: z.string() }')},
      annotations: { readOnlyHint: true },
    },
    withCerbos({ action: 'view', resource: project, onDenied }, (_args, { resource }) => ({
      content: [{ type: 'text', text: JSON.stringify(resource.value) }],
    })),
  );

  server.registerTool(
    'rename_project',
    {
      description: 'Gives a project another name.',
      inputSchema: ${schema('{ id: z.string(), name: z.string() }')},
    },
    withCerbos({ action: 'edit', resource: project, onDenied }, ({ name }, { resource }) => ({
      // Save it here.
      content: [{ type: 'text', text: JSON.stringify({ ...resource.value, name }) }],
    })),
  );

  return server;
}
`,
        },
        {
          path: `${src(app)}lib/requireToken.ts`,
          text: `import { getAuth } from '@clerk/express';
«import type { RequestHandler } from 'express';
»import { toAuthInfo } from './authz.js';

const { APP_ORIGIN = 'http://localhost:3000' } = process.env;

export const resourceMetadataUrl = APP_ORIGIN + '/.well-known/oauth-protected-resource/mcp';

/** A 401 says where the client gets a token: at Clerk. */
export const requireToken«: RequestHandler» = (req, res, next) => {
  const [, token] = /^bearer +(\\S+)$/i.exec(req.headers.authorization ?? '') ?? [];
  const auth = getAuth(req, { acceptsToken: ['oauth_token', 'api_key', 'session_token'] });
  const info = token === undefined ? undefined : toAuthInfo(auth, token);
  if (info === undefined) {
    res.set('WWW-Authenticate', 'Bearer resource_metadata="' + resourceMetadataUrl + '"');
    res.sendStatus(401);
    return;
  }
  Object.assign(req, { auth: info });
  next();
};
`,
        },
      ],
      snippets: [
        {
          files: mainFiles(app),
          what: 'Ask for a token before each message, and guard the server. docs/guides/mcp.md of the package has the whole file.',
          marker: 'requireToken',
          code: isVersion2(app) ? mountVersion2 : mountVersion1,
        },
      ],
      packages: ['express', ...(isVersion2(app) ? ['@modelcontextprotocol/node'] : []), 'zod'],
    };
  },
};

const mountVersion2 = `import { clerkMiddleware } from '@clerk/express';
import { localhostHostValidation, toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { createServer } from './lib/createServer.js';
import { requireToken, resourceMetadataUrl } from './lib/requireToken.js';

const handle = toNodeHandler(createMcpHandler(() => createServer({ resourceMetadataUrl })));

// On a public server: hostHeaderValidation(['app.example.com']).
const isForThisMachine = localhostHostValidation();
app.use((req, res, next) => {
  if (isForThisMachine(req, res)) next();
});
app.use(clerkMiddleware());
app.all('/mcp', requireToken, (req, res) => handle(req, res));
`;

const mountVersion1 = `import { clerkMiddleware } from '@clerk/express';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createServer } from './lib/createServer.js';
import { requireToken, resourceMetadataUrl } from './lib/requireToken.js';

app.use(clerkMiddleware());
app.post('/mcp', requireToken, async (req, res) => {
  const server = createServer({ resourceMetadataUrl });
  const transport = new StreamableHTTPServerTransport({});
  res.on('close', () => void server.close());
  await server.connect(transport);
  await transport.handleRequest(req, res);
});
`;
