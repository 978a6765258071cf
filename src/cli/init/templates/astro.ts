import { authzFile, onDenied, projectsFile } from './projectFiles';
import { type Framework, runsOnNode } from './Template';

export const astro: Framework = {
  id: 'astro',
  title: 'Astro',
  isIn: ({ dependencies }) => dependencies.has('astro'),
  clerkSdk: '@clerk/astro',
  isOnNode: runsOnNode,
  isBundled: true,
  kinds: ['project'],
  url: 'http://localhost:4321/api/projects/roadmap',
  template: (_app, client) => ({
    files: [
      authzFile({
        path: 'src/lib/authz.ts',
        entry: 'astro',
        client,
        verbs: ['cerbosMiddleware', 'checkEndpoint', 'grantFor', 'withCerbos'],
        projects: './projects',
      }),
      projectsFile('src/lib/projects.ts'),
      {
        path: 'src/pages/api/projects/[id].ts',
        text: `«import type { APIContext, APIRoute } from 'astro';
»import { withCerbos } from '../../../lib/authz';

// A prerendered page has no caller.
export const prerender = false;

function project({ params }«: APIContext») {
  return { kind: 'project', id: params.id ?? '' }« as const»;
}

${onDenied}

export const GET«: APIRoute» = withCerbos(
  { action: 'view', resource: project, onDenied },
  (_context, { resource }) => Response.json(resource.value),
);

export const PUT«: APIRoute» = withCerbos(
  { action: 'edit', resource: project, onDenied },
  // Save it here.
  async ({ request }, { resource }) =>
    Response.json({ ...resource.value, name: await request.text() }),
);
`,
      },
      {
        path: 'src/pages/api/cerbos.ts',
        text: `import { checkEndpoint } from '../../lib/authz';

export const prerender = false;

// It answers the hooks of clerk-cerbos/react.
export const POST = checkEndpoint;
`,
      },
    ],
    wirings: [
      {
        path: 'src/middleware.ts',
        files: ['src/middleware.ts', 'src/middleware/index.ts'],
        what: 'Let Clerk say who is calling, and cerbosMiddleware answer what pages refuse.',
        marker: 'cerbosMiddleware',
        code: `import { clerkMiddleware } from '@clerk/astro/server';
import { sequence } from 'astro:middleware';
import { cerbosMiddleware } from './lib/authz';

const { APP_ORIGIN } = process.env;

export const onRequest = sequence(
  // In production, set APP_ORIGIN: tokens that were made for another origin are then refused.
  clerkMiddleware(APP_ORIGIN ? { authorizedParties: [APP_ORIGIN] } : {}),
  cerbosMiddleware(),
);
`,
      },
    ],
    snippets: [
      {
        files: ['astro.config.mjs', 'astro.config.ts', 'astro.config.js'],
        what: 'Use Clerk, and an adapter, since guarded pages are rendered on demand.',
        marker: '@clerk/astro',
        code: `import node from '@astrojs/node';
import clerk from '@clerk/astro';

adapter: node({ mode: 'standalone' }),
integrations: [clerk()],
`,
      },
      {
        files: ['src/env.d.ts'],
        what: 'For pages and components that use Astro.locals.cerbos().',
        marker: 'clerk-cerbos/astro',
        code: `declare namespace App {
  interface Locals {
    cerbos: import('clerk-cerbos/astro').GetAuthorizer;
  }
}
`,
      },
    ],
  }),
};
