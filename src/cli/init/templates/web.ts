import { authzFile, onDenied, projectsFile } from './projectFiles';
import { mainFiles, src } from './servers';
import type { Framework } from './Template';

/** A `fetch` handler, whatever runs it. */
export const web: Framework = {
  id: 'web',
  title: 'a fetch handler, in any runtime',
  // It is never certain: one asks for it.
  isIn: () => false,
  clerkSdk: '@clerk/backend',
  isOnNode: () => false,
  isBundled: false,
  kinds: ['project'],
  url: 'http://localhost:3000/api/projects/roadmap',
  template: (app, client) => ({
    files: [
      authzFile({
        path: `${src(app)}lib/authz.ts`,
        entry: 'web',
        client,
        verbs: ['checkEndpoint', 'withCerbos'],
        projects: './projects.js',
        imported: ['fromClerkBackend'],
        before: '\nconst { APP_ORIGIN } = process.env;\n',
        options: `  auth: fromClerkBackend({
    secretKey: process.env.CLERK_SECRET_KEY,
    publishableKey: process.env.CLERK_PUBLISHABLE_KEY,
    // Without this key, Clerk's SDK fetches it from Clerk's API.
    jwtKey: process.env.CLERK_JWT_KEY,
    // In production, set APP_ORIGIN: tokens that were made for another origin are then refused.
    ...(APP_ORIGIN ? { authorizedParties: [APP_ORIGIN] } : {}),
  }),
`,
      }),
      projectsFile(`${src(app)}lib/projects.ts`),
      {
        path: `${src(app)}lib/answerProjects.ts`,
        text: `import { checkEndpoint, withCerbos } from './authz.js';

function project({ url }«: Request») {
  return { kind: 'project', id: new URL(url).pathname.slice('/api/projects/'.length) }« as const»;
}

${onDenied}

const view = withCerbos(
  { action: 'view', resource: project, onDenied },
  (_request, _context, { resource }) => Response.json(resource.value),
);

const edit = withCerbos(
  { action: 'edit', resource: project, onDenied },
  // Save it here.
  async (request, _context, { resource }) =>
    Response.json({ ...resource.value, name: await request.text() }),
);

/** Answers what is below /api/projects/, and the hooks; \`undefined\` for all other paths. */
export async function answerProjects(request«: Request»)«: Promise<Response | undefined>» {
  const { pathname } = new URL(request.url);
  if (pathname === '/api/cerbos') return checkEndpoint(request);
  if (!pathname.startsWith('/api/projects/')) return undefined;
  return request.method === 'PUT' ? edit(request) : view(request);
}
`,
      },
    ],
    snippets: [
      {
        files: mainFiles(app),
        what: 'Ask it first in your fetch handler.',
        marker: 'answerProjects',
        code: `import { answerProjects } from './lib/answerProjects.js';

const answer = await answerProjects(request);
if (answer !== undefined) return answer;
`,
      },
    ],
  }),
};
