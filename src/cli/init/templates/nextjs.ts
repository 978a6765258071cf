import type { App } from '../readApp';
import { authzFile, onDenied, projectsFile } from './projectFiles';
import { type Framework, majorOf, runsOnNode, type Wiring } from './Template';

const base = (app: App, router: 'app' | 'pages') => (app.folder.has(`src/${router}`) ? 'src/' : '');

/** Clerk's middleware, which says who is calling. */
function clerkProxy(app: App, folder: string): Wiring {
  const [proxy, middleware] = [`${folder}proxy.ts`, `${folder}middleware.ts`];
  return {
    path: majorOf(app.dependencies.get('next')) < 16 ? middleware : proxy,
    files: [proxy, middleware],
    what: 'Let Clerk say who is calling. Without it, each guarded route answers 500.',
    marker: 'clerkMiddleware',
    code: String.raw`import { clerkMiddleware } from '@clerk/nextjs/server';

const { APP_ORIGIN } = process.env;

// It only says who is calling. Each route handler, page and action asks Cerbos itself.
export default clerkMiddleware(
  // In production, set APP_ORIGIN: tokens that were made for another origin are then refused.
  APP_ORIGIN ? { authorizedParties: [APP_ORIGIN] } : {},
);

export const config = {
  // Everything except the files of Next.js, static files, and Clerk's API behind this origin.
  matcher: ['/((?!_next|__clerk|.*\\..*).*)', '/api/(.*)'],
};
`,
  };
}

const hasPagesOnly = ({ folder }: App) =>
  !['app', 'src/app'].some((path) => folder.has(path)) &&
  ['pages', 'src/pages'].some((path) => folder.has(path));

/** Next.js with the App Router. */
export const nextjs: Framework = {
  id: 'nextjs',
  title: 'Next.js, App Router',
  isIn: (app) => app.dependencies.has('next') && !hasPagesOnly(app),
  clerkSdk: '@clerk/nextjs',
  isOnNode: runsOnNode,
  isBundled: true,
  kinds: ['project'],
  url: 'http://localhost:3000/api/projects/roadmap',
  template(app, client) {
    const src = base(app, 'app');
    return {
      files: [
        authzFile({
          path: `${src}lib/authz.ts`,
          entry: 'nextjs',
          client,
          verbs: ['checkEndpoint', 'withCerbos'],
          projects: './projects',
        }),
        projectsFile(`${src}lib/projects.ts`),
        {
          path: `${src}app/api/projects/[id]/route.ts`,
          text: `import { withCerbos } from '../../../../lib/authz';

«interface Context {
  params: Promise<{ id: string }>;
}

»async function project(_request«: Request», { params }«: Context») {
  return { kind: 'project', id: (await params).id }« as const»;
}

${onDenied}

export const GET = withCerbos(
  { action: 'view', resource: project, onDenied },
  (_request, _context, { resource }) => Response.json(resource.value),
);

export const PUT = withCerbos(
  { action: 'edit', resource: project, onDenied },
  // Save it here.
  async (request, _context, { resource }) =>
    Response.json({ ...resource.value, name: await request.text() }),
);
`,
        },
        {
          path: `${src}app/api/cerbos/route.ts`,
          text: `// It answers the hooks of clerk-cerbos/react.
export { checkEndpoint as POST } from '../../../lib/authz';
`,
        },
        {
          path: `${src}app/AuthzProvider.tsx`,
          text: `'use client';

import { useAuth } from '@clerk/nextjs';
import { CerbosProvider } from 'clerk-cerbos/react';
«import type { ReactNode } from 'react';
»
export function AuthzProvider({ children }«: { children: ReactNode }») {
  return <CerbosProvider useAuth={useAuth}>{children}</CerbosProvider>;
}
`,
        },
      ],
      wirings: [clerkProxy(app, src)],
      snippets: [
        {
          files: [`${src}app/layout.tsx`],
          what: 'For the hooks in the browser: put AuthzProvider inside ClerkProvider.',
          marker: 'AuthzProvider',
          code: `import { ClerkProvider } from '@clerk/nextjs';
import { AuthzProvider } from './AuthzProvider';

<ClerkProvider>
  <AuthzProvider>{children}</AuthzProvider>
</ClerkProvider>
`,
        },
      ],
    };
  },
};

/** Next.js with the Pages Router. */
export const nextjsPages: Framework = {
  id: 'nextjs-pages',
  title: 'Next.js, Pages Router',
  isIn: (app) => app.dependencies.has('next') && hasPagesOnly(app),
  clerkSdk: '@clerk/nextjs',
  isOnNode: runsOnNode,
  isBundled: true,
  kinds: ['project'],
  url: 'http://localhost:3000/api/projects/roadmap',
  template(app, client) {
    const src = base(app, 'pages');
    return {
      files: [
        authzFile({
          path: `${src}lib/authz.ts`,
          entry: 'nextjs/pages',
          client,
          verbs: ['checkEndpoint', 'withCerbos'],
          projects: './projects',
        }),
        projectsFile(`${src}lib/projects.ts`),
        {
          path: `${src}pages/api/projects/[id].ts`,
          text: `«import type { NextApiRequest, NextApiResponse } from 'next';
»import { withCerbos } from '../../../lib/authz';

function project({ query }«: NextApiRequest») {
  return { kind: 'project', id: String(query.id) }« as const»;
}

${onDenied}

const view = withCerbos(
  { action: 'view', resource: project, onDenied },
  (_req, res, { resource }) => res.json(resource.value),
);

const edit = withCerbos(
  { action: 'edit', resource: project, onDenied },
  // Save it here.
  (req, res, { resource }) => res.json({ ...resource.value, name: String(req.body) }),
);

export default function handler(req«: NextApiRequest», res«: NextApiResponse») {
  return req.method === 'PUT' ? edit(req, res) : view(req, res);
}
`,
        },
        {
          path: `${src}pages/api/cerbos.ts`,
          text: `// It answers the hooks of clerk-cerbos/react.
export { checkEndpoint as default } from '../../lib/authz';
`,
        },
      ],
      wirings: [clerkProxy(app, src)],
      snippets: [
        {
          files: [`${src}pages/_app.tsx`],
          what: 'For the hooks in the browser: put CerbosProvider inside ClerkProvider.',
          marker: 'CerbosProvider',
          code: `import { ClerkProvider, useAuth } from '@clerk/nextjs';
import { CerbosProvider } from 'clerk-cerbos/react';

<ClerkProvider {...pageProps}>
  <CerbosProvider useAuth={useAuth}>
    <Component {...pageProps} />
  </CerbosProvider>
</ClerkProvider>
`,
        },
      ],
    };
  },
};
