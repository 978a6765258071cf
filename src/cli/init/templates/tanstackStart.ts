import { authzFile, onDenied, projectsFile } from './projectFiles';
import { type Framework, runsOnNode } from './Template';

export const tanstackStart: Framework = {
  id: 'tanstack-start',
  title: 'TanStack Start',
  isIn: ({ dependencies }) => dependencies.has('@tanstack/react-start'),
  clerkSdk: '@clerk/tanstack-react-start',
  isOnNode: runsOnNode,
  isBundled: true,
  kinds: ['project'],
  url: 'http://localhost:3000/api/projects/roadmap',
  template: (_app, client) => ({
    files: [
      authzFile({
        path: 'src/lib/authz.server.ts',
        entry: 'tanstack-start',
        client,
        verbs: ['checkEndpoint', 'withCerbos'],
        projects: './projects.server',
      }),
      projectsFile('src/lib/projects.server.ts'),
      {
        path: 'src/routes/api.projects.$id.ts',
        text: `import { createFileRoute } from '@tanstack/react-router';
«import type { ServerRouteArgs } from 'clerk-cerbos/tanstack-start';
»import { withCerbos } from '../lib/authz.server';

function project({ params }«: ServerRouteArgs<{ id: string }>») {
  return { kind: 'project', id: params.id }« as const»;
}

${onDenied}

export const Route = createFileRoute('/api/projects/$id')({
  server: {
    handlers: {
      GET: withCerbos({ action: 'view', resource: project, onDenied }, (_args, { resource }) =>
        Response.json(resource.value),
      ),
      PUT: withCerbos(
        { action: 'edit', resource: project, onDenied },
        // Save it here.
        async ({ request }, { resource }) =>
          Response.json({ ...resource.value, name: await request.text() }),
      ),
    },
  },
});
`,
      },
      {
        path: 'src/routes/api.cerbos.ts',
        text: `import { createFileRoute } from '@tanstack/react-router';
import { checkEndpoint } from '../lib/authz.server';

// It answers the hooks of clerk-cerbos/react.
export const Route = createFileRoute('/api/cerbos')({
  server: { handlers: { POST: checkEndpoint } },
});
`,
      },
    ],
    wirings: [
      {
        path: 'src/start.ts',
        files: ['src/start.ts'],
        what: 'Let Clerk say who is calling. Without it, each guarded route answers 500.',
        marker: 'clerkMiddleware',
        code: `import { clerkMiddleware } from '@clerk/tanstack-react-start/server';
import { createStart } from '@tanstack/react-start';

// It only says who is calling. Each server function and each server route asks Cerbos itself.
export const startInstance = createStart(() => ({
  requestMiddleware: [
    clerkMiddleware(() => {
      // In production, set APP_ORIGIN: tokens that were made for another origin are then refused.
      const { APP_ORIGIN } = process.env;
      return APP_ORIGIN ? { authorizedParties: [APP_ORIGIN] } : {};
    }),
  ],
}));
`,
      },
    ],
    snippets: [
      {
        files: ['src/routes/__root.tsx'],
        what: 'For the hooks in the browser: put CerbosProvider inside ClerkProvider.',
        marker: 'CerbosProvider',
        code: `import { ClerkProvider, useAuth } from '@clerk/tanstack-react-start';
import { CerbosProvider } from 'clerk-cerbos/react';

<ClerkProvider>
  <CerbosProvider useAuth={useAuth}>{children}</CerbosProvider>
</ClerkProvider>
`,
      },
    ],
  }),
};
