import { authzFile, onDenied, projectsFile } from './projectFiles';
import { type Client, type Framework, majorOf, runsOnNode, type Template } from './Template';

interface Variant {
  readonly entry: 'react-router' | 'remix';
  readonly client: Client;
  /** Where the types of a loader's arguments come from. */
  readonly types: string;
  readonly before?: string;
  readonly options?: string;
}

/** The two frameworks have the same routes. */
const loaderFiles = ({ types, ...variant }: Variant): Template['files'] => [
  authzFile({
    ...variant,
    path: 'app/lib/authz.server.ts',
    verbs: ['checkEndpoint', 'withCerbos'],
    projects: './projects.server',
  }),
  projectsFile('app/lib/projects.server.ts'),
  {
    path: 'app/routes/api.projects.$id.ts',
    text: `«import type { LoaderFunctionArgs } from '${types}';
»import { withCerbos } from '../lib/authz.server';

function project({ params }«: LoaderFunctionArgs») {
  return { kind: 'project', id: params.id ?? '' }« as const»;
}

${onDenied}

export const loader = withCerbos(
  { action: 'view', resource: project, onDenied },
  (_args, { resource }) => Response.json(resource.value),
);

export const action = withCerbos(
  { action: 'edit', resource: project, onDenied },
  // Save it here.
  async ({ request }, { resource }) =>
    Response.json({ ...resource.value, name: await request.text() }),
);
`,
  },
  {
    path: 'app/routes/api.cerbos.ts',
    text: `// It answers the hooks of clerk-cerbos/react.
export { checkEndpoint as action } from '../lib/authz.server';
`,
  },
];

export const reactRouter: Framework = {
  id: 'react-router',
  title: 'React Router',
  isIn: ({ dependencies }) => dependencies.has('@react-router/dev'),
  clerkSdk: '@clerk/react-router',
  isOnNode: runsOnNode,
  isBundled: true,
  kinds: ['project'],
  url: 'http://localhost:5173/api/projects/roadmap',
  template: ({ dependencies, isTypeScript }, client) => ({
    files: loaderFiles({ entry: 'react-router', client, types: 'react-router' }),
    snippets: [
      {
        files: ['app/root.tsx'],
        what: 'Let Clerk say who is calling. For the hooks, put CerbosProvider inside ClerkProvider.',
        marker: 'CerbosProvider',
        code: `import { ClerkProvider, useAuth } from '@clerk/react-router';
import { clerkMiddleware, rootAuthLoader } from '@clerk/react-router/server';
import { CerbosProvider } from 'clerk-cerbos/react';
import { Outlet } from 'react-router';
«import type { Route } from './+types/root';
»
const { APP_ORIGIN } = process.env;

export const middleware«: Route.MiddlewareFunction[]» = [
  // In production, set APP_ORIGIN: tokens that were made for another origin are then refused.
  clerkMiddleware(APP_ORIGIN ? { authorizedParties: [APP_ORIGIN] } : {}),
];

export const loader = (args«: Route.LoaderArgs») => rootAuthLoader(args);

export default function App({ loaderData }«: Route.ComponentProps») {
  return (
    <ClerkProvider loaderData={loaderData}>
      <CerbosProvider useAuth={useAuth}>
        <Outlet />
      </CerbosProvider>
    </ClerkProvider>
  );
}
`,
      },
      // These take the routes from the names of the files.
      ...(dependencies.has('@react-router/fs-routes')
        ? []
        : [
            {
              files: ['app/routes.ts'] as const,
              what: 'Add the two routes.',
              marker: 'api.projects.$id',
              code: `import { route } from '@react-router/dev/routes';

route('api/projects/:id', 'routes/api.projects.$id.${isTypeScript ? 'ts' : 'js'}'),
route('api/cerbos', 'routes/api.cerbos.${isTypeScript ? 'ts' : 'js'}'),
`,
            },
          ]),
      ...(majorOf(dependencies.get('react-router')) < 8
        ? [
            {
              files: ['react-router.config.ts'] as const,
              what: 'In version 7, middleware runs only with this flag.',
              marker: 'v8_middleware',
              code: 'future: { v8_middleware: true },\n',
            },
          ]
        : []),
    ],
  }),
};

export const remix: Framework = {
  id: 'remix',
  title: 'Remix',
  isIn: ({ dependencies }) => dependencies.has('@remix-run/react'),
  clerkSdk: '@clerk/remix',
  isOnNode: runsOnNode,
  isBundled: true,
  kinds: ['project'],
  url: 'http://localhost:5173/api/projects/roadmap',
  template: ({ dependencies }, client) => ({
    files: loaderFiles({
      entry: 'remix',
      client,
      types: dependencies.has('@remix-run/cloudflare')
        ? '@remix-run/cloudflare'
        : '@remix-run/node',
      before: `
export const authorizedParties = [process.env.APP_ORIGIN ?? 'http://localhost:5173'];
`,
      options: `  // Accept only session tokens that were made for this origin.
  authorizedParties,
`,
    }),
    snippets: [
      {
        files: ['app/root.tsx'],
        what: 'For the hooks in the browser: put CerbosProvider around what ClerkApp gets.',
        marker: 'CerbosProvider',
        code: `import { ClerkApp, useAuth } from '@clerk/remix';
import { rootAuthLoader } from '@clerk/remix/ssr.server';
«import type { LoaderFunctionArgs } from '@remix-run/node';
»import { Outlet } from '@remix-run/react';
import { CerbosProvider } from 'clerk-cerbos/react';
import { authorizedParties } from './lib/authz.server';

export const loader = (args«: LoaderFunctionArgs») => rootAuthLoader(args, { authorizedParties });

function App() {
  return (
    <CerbosProvider useAuth={useAuth}>
      <Outlet />
    </CerbosProvider>
  );
}

export default ClerkApp(App);
`,
      },
    ],
  }),
};
