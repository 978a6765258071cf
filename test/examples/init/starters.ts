import { join } from 'node:path';
import { newerNode } from '../../setup/newerNode';
import { root } from '../../setup/publishedPackage';
import { type AppFiles, frameworkApps } from '../quickstarts/frameworkApps';

/** An app before and after `init`. */
export interface Starter {
  /** What its owner has before. */
  readonly before: AppFiles;
  /** What its owner writes after, from what `init` prints. */
  readonly after: AppFiles;
  readonly command: string;
}

const bin = (path: string) => join(root, 'node_modules', path);

/** A `package.json` with these dependencies. They are borrowed from the repository, in any version. */
const manifest = (names: readonly string[], scripts: Readonly<Record<string, string>> = {}) =>
  `${JSON.stringify(
    {
      private: true,
      type: 'module',
      scripts,
      dependencies: Object.fromEntries(names.map((name) => [name, '*'])),
    },
    null,
    2,
  )}\n`;

const quickstart = (name: string, names: readonly string[]): AppFiles => ({
  ...frameworkApps[name],
  'package.json': manifest(names, { dev: 'start it' }),
});

const express: Starter = {
  before: {
    'package.json': manifest(['express', '@clerk/express']),
    'tsconfig.json': '{}\n',
    'src/app.ts': '',
  },
  after: {
    'src/app.ts': `import { clerkMiddleware } from '@clerk/express';
import { errorHandler } from 'clerk-cerbos/express';
import express from 'express';
import { projectRoutes } from './lib/projectRoutes.js';

const app = express();
app.use(clerkMiddleware());
app.use(projectRoutes);
// After all routes:
app.use(errorHandler);
app.listen(Number(process.env.PORT));
`,
  },
  command: 'npx tsx src/app.ts',
};

// In JavaScript, as is.
const fastify: Starter = {
  before: { 'package.json': manifest(['fastify', '@clerk/fastify']), 'app.js': '' },
  after: {
    'app.js': `import { clerkPlugin } from '@clerk/fastify';
import { errorHandler } from 'clerk-cerbos/fastify';
import Fastify from 'fastify';
import { projectRoutes } from './lib/projectRoutes.js';

const app = Fastify();
app.setErrorHandler(errorHandler);
await app.register(clerkPlugin);
await app.register(projectRoutes);
await app.listen({ port: Number(process.env.PORT) });
`,
  },
  command: 'node app.js',
};

const hono: Starter = {
  before: {
    'package.json': manifest(['hono', '@hono/node-server', '@clerk/hono']),
    'tsconfig.json': '{}\n',
  },
  after: {
    'app.ts': `import { clerkMiddleware } from '@clerk/hono';
import { serve } from '@hono/node-server';
import { onError } from 'clerk-cerbos/hono';
import { Hono } from 'hono';
import { projectRoutes } from './lib/projectRoutes.js';

const app = new Hono();
app.onError(onError);
app.use(clerkMiddleware());
app.route('/', projectRoutes);
serve({ fetch: app.fetch, port: Number(process.env.PORT) });
`,
  },
  command: 'npx tsx app.ts',
};

const web: Starter = {
  before: {
    'package.json': manifest(['@clerk/backend', '@hono/node-server']),
    'tsconfig.json': '{}\n',
  },
  after: {
    'app.ts': `import { serve } from '@hono/node-server';
import { answerProjects } from './lib/answerProjects.js';

async function fetch(request: Request): Promise<Response> {
  const answer = await answerProjects(request);
  if (answer !== undefined) return answer;
  return new Response(null, { status: 404 });
}

serve({ fetch, port: Number(process.env.PORT) });
`,
  },
  command: 'npx tsx app.ts',
};

const nextjs: Starter = {
  before: quickstart('nextjs', ['next', '@clerk/nextjs']),
  after: {
    'app/layout.tsx': `import { ClerkProvider } from '@clerk/nextjs';
import type { ReactNode } from 'react';
import { AuthzProvider } from './AuthzProvider';

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html>
      <body>
        <ClerkProvider>
          <AuthzProvider>{children}</AuthzProvider>
        </ClerkProvider>
      </body>
    </html>
  );
}
`,
  },
  command: 'npx next dev',
};

const nextjsPages: Starter = {
  before: {
    'package.json': manifest(['next', '@clerk/nextjs']),
    'next.config.mjs': frameworkApps.nextjs?.['next.config.ts'] ?? '',
    'src/pages/index.jsx': 'export default function Page() { return <h1>Home</h1>; }\n',
  },
  after: {
    'src/pages/_app.jsx': `import { ClerkProvider, useAuth } from '@clerk/nextjs';
import { CerbosProvider } from 'clerk-cerbos/react';

export default function App({ Component, pageProps }) {
  return (
    <ClerkProvider {...pageProps}>
      <CerbosProvider useAuth={useAuth}>
        <Component {...pageProps} />
      </CerbosProvider>
    </ClerkProvider>
  );
}
`,
  },
  command: 'npx next dev',
};

const reactRouter: Starter = {
  before: quickstart('react-router', [
    'react-router',
    '@react-router/dev',
    '@react-router/node',
    'isbot',
    '@clerk/react-router',
  ]),
  after: {
    'app/root.tsx': `import { ClerkProvider, useAuth } from '@clerk/react-router';
import { clerkMiddleware, rootAuthLoader } from '@clerk/react-router/server';
import { CerbosProvider } from 'clerk-cerbos/react';
import { Outlet } from 'react-router';
import type { Route } from './+types/root';

const { APP_ORIGIN } = process.env;

export const middleware: Route.MiddlewareFunction[] = [
  // In production, set APP_ORIGIN: tokens that were made for another origin are then refused.
  clerkMiddleware(APP_ORIGIN ? { authorizedParties: [APP_ORIGIN] } : {}),
];

export const loader = (args: Route.LoaderArgs) => rootAuthLoader(args);

export default function App({ loaderData }: Route.ComponentProps) {
  return (
    <html>
      <body>
        <ClerkProvider loaderData={loaderData}>
          <CerbosProvider useAuth={useAuth}>
            <Outlet />
          </CerbosProvider>
        </ClerkProvider>
      </body>
    </html>
  );
}
`,
    'app/routes.ts': `import { index, route, type RouteConfig } from '@react-router/dev/routes';

export default [
  index('routes/home.tsx'),
  route('api/projects/:id', 'routes/api.projects.$id.ts'),
  route('api/cerbos', 'routes/api.cerbos.ts'),
] satisfies RouteConfig;
`,
    'react-router.config.ts': `export default {
  future: { v8_middleware: true },
};
`,
  },
  command: 'npx react-router dev --port $PORT',
};

const remix: Starter = {
  before: quickstart('remix', [
    '@remix-run/react',
    '@remix-run/node',
    '@remix-run/dev',
    'isbot',
    '@clerk/remix',
  ]),
  after: {
    'app/root.tsx': `import { ClerkApp, useAuth } from '@clerk/remix';
import { rootAuthLoader } from '@clerk/remix/ssr.server';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { Outlet } from '@remix-run/react';
import { CerbosProvider } from 'clerk-cerbos/react';
import { authorizedParties } from './lib/authz.server';

export const loader = (args: LoaderFunctionArgs) => rootAuthLoader(args, { authorizedParties });

function App() {
  return (
    <html>
      <body>
        <CerbosProvider useAuth={useAuth}>
          <Outlet />
        </CerbosProvider>
      </body>
    </html>
  );
}

export default ClerkApp(App);
`,
  },
  command: 'npx remix vite:dev --port $PORT',
};

const tanstackStart: Starter = {
  before: {
    'package.json': manifest(['@tanstack/react-start', '@clerk/tanstack-react-start'], {
      dev: 'vite dev',
    }),
    'tsconfig.json': '{ "compilerOptions": { "jsx": "react-jsx" } }\n',
    'vite.config.ts': `import { tanstackStart } from '@tanstack/react-start/plugin/vite';
import { defineConfig } from 'vite';

export default defineConfig({ plugins: [tanstackStart()] });
`,
    'src/router.tsx': `import { createRouter } from '@tanstack/react-router';
import { routeTree } from './routeTree.gen';

export const getRouter = () => createRouter({ routeTree });
`,
    'src/routes/__root.tsx': `import { createRootRoute } from '@tanstack/react-router';

export const Route = createRootRoute({});
`,
  },
  after: {
    'src/routes/__root.tsx': `import { ClerkProvider, useAuth } from '@clerk/tanstack-react-start';
import { createRootRoute, HeadContent, Scripts } from '@tanstack/react-router';
import { CerbosProvider } from 'clerk-cerbos/react';
import type { ReactNode } from 'react';

export const Route = createRootRoute({
  shellComponent: ({ children }: { children: ReactNode }) => (
    <html>
      <head>
        <HeadContent />
      </head>
      <body>
        <ClerkProvider>
          <CerbosProvider useAuth={useAuth}>{children}</CerbosProvider>
        </ClerkProvider>
        <Scripts />
      </body>
    </html>
  ),
});
`,
  },
  command: `${newerNode()} ${bin('vite/bin/vite.js')} dev --port $PORT`,
};

const astro: Starter = {
  before: {
    'package.json': manifest(['astro', '@astrojs/node', '@clerk/astro'], { dev: 'astro dev' }),
    'tsconfig.json': '{}\n',
    'astro.config.mjs': 'export default {};\n',
    'src/pages/index.astro': '<h1>Home</h1>\n',
  },
  after: {
    'astro.config.mjs': `import node from '@astrojs/node';
import clerk from '@clerk/astro';

export default {
  adapter: node({ mode: 'standalone' }),
  integrations: [clerk()],
};
`,
    'src/env.d.ts': `declare namespace App {
  interface Locals {
    cerbos: import('clerk-cerbos/astro').GetAuthorizer;
  }
}
`,
  },
  command: `${newerNode()} ${bin('astro/bin/astro.mjs')} dev --port $PORT`,
};

/** A plain app of each framework whose routes are guarded by HTTP status. */
export const starters: Readonly<Record<string, Starter>> = {
  express,
  fastify,
  hono,
  web,
  nextjs,
  'nextjs-pages': nextjsPages,
  'react-router': reactRouter,
  remix,
  'tanstack-start': tanstackStart,
  astro,
};

/** A plain MCP server over HTTP: its refusals are no HTTP statuses. */
export const mcpStarter: Starter = {
  before: {
    'package.json': manifest([
      'express',
      '@clerk/express',
      '@modelcontextprotocol/server',
      '@modelcontextprotocol/node',
      'zod',
    ]),
    'tsconfig.json': '{}\n',
    'app.ts': '',
  },
  after: {
    'app.ts': `import { clerkMiddleware } from '@clerk/express';
import { localhostHostValidation, toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import express from 'express';
import { createServer } from './lib/createServer.js';
import { requireToken, resourceMetadataUrl } from './lib/requireToken.js';

const handle = toNodeHandler(createMcpHandler(() => createServer({ resourceMetadataUrl })));

const app = express();
// On a public server: hostHeaderValidation(['app.example.com']).
const isForThisMachine = localhostHostValidation();
app.use((req, res, next) => {
  if (isForThisMachine(req, res)) next();
});
app.use(clerkMiddleware());
app.all('/mcp', requireToken, (req, res) => handle(req, res));
app.listen(Number(process.env.PORT), 'localhost');
`,
  },
  command: 'npx tsx app.ts',
};
