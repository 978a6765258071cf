import type { App } from '../readApp';
import { authzFile, onDenied, projectsFile } from './projectFiles';
import { type Client, type Framework, runsOnNode, type Snippet, type Template } from './Template';

/** The folder of the sources: `src/` or none. */
export const src = ({ folder }: App) => (folder.has('src') ? 'src/' : '');

/** Where the file that makes the server may stand. */
export function mainFiles(app: App): Snippet['files'] {
  const names = ['app', 'server', 'index', 'main'].map((name) => `${src(app)}${name}.ts`);
  return [`${src(app)}app.ts`, ...names.slice(1)];
}

const verbs = ['checkEndpoint', 'withCerbos'];
const url = 'http://localhost:3000/api/projects/roadmap';

/** What the servers have in common: only the routes and the way to mount them differ. */
const serverFiles = (
  app: App,
  entry: string,
  client: Client,
  routes: string,
): Template['files'] => [
  authzFile({
    path: `${src(app)}lib/authz.ts`,
    entry,
    client,
    verbs,
    projects: './projects.js',
  }),
  projectsFile(`${src(app)}lib/projects.ts`),
  { path: `${src(app)}lib/projectRoutes.ts`, text: routes },
];

export const express: Framework = {
  id: 'express',
  title: 'Express',
  isIn: ({ dependencies }) => dependencies.has('express'),
  clerkSdk: '@clerk/express',
  isOnNode: runsOnNode,
  isBundled: false,
  kinds: ['project'],
  url,
  template: (app, client) => ({
    files: serverFiles(
      app,
      'express',
      client,
      `import express«, { type Request, type Router }» from 'express';
import { checkEndpoint, withCerbos } from './authz.js';

function project(req«: Request<{ id: string }>») {
  return { kind: 'project', id: req.params.id }« as const»;
}

${onDenied}

export const projectRoutes«: Router» = express.Router();

projectRoutes.get(
  '/api/projects/:id',
  withCerbos({ action: 'view', resource: project, onDenied }, (req, res, next, { resource }) => {
    res.json(resource.value);
  }),
);

projectRoutes.put(
  '/api/projects/:id',
  withCerbos({ action: 'edit', resource: project, onDenied }),
  express.text(),
  (req, res) => {
    // Save it here.
    res.json({ ...res.locals.cerbos.resource.value, name: String(req.body) });
  },
);

// It answers the hooks of clerk-cerbos/react.
projectRoutes.post('/api/cerbos', checkEndpoint);
`,
    ),
    snippets: [
      {
        files: mainFiles(app),
        what: 'Mount the routes after Clerk’s middleware, and answer refusals at the end.',
        marker: 'projectRoutes',
        code: `import { clerkMiddleware } from '@clerk/express';
import { errorHandler } from 'clerk-cerbos/express';
import { projectRoutes } from './lib/projectRoutes.js';

app.use(clerkMiddleware());
app.use(projectRoutes);
// After all routes:
app.use(errorHandler);
`,
      },
    ],
  }),
};

export const fastify: Framework = {
  id: 'fastify',
  title: 'Fastify',
  isIn: ({ dependencies }) => dependencies.has('fastify'),
  clerkSdk: '@clerk/fastify',
  isOnNode: runsOnNode,
  isBundled: false,
  kinds: ['project'],
  url,
  template: (app, client) => ({
    files: serverFiles(
      app,
      'fastify',
      client,
      `«import type { FastifyInstance, FastifyRequest } from 'fastify';
»import { checkEndpoint, withCerbos } from './authz.js';

function project(request«: FastifyRequest<{ Params: { id: string } }>») {
  return { kind: 'project', id: request.params.id }« as const»;
}

${onDenied}

export async function projectRoutes(app«: FastifyInstance»)«: Promise<void>» {
  app.get(
    '/api/projects/:id',
    withCerbos(
      { action: 'view', resource: project, onDenied },
      (request, reply, { resource }) => resource.value,
    ),
  );

  app.put(
    '/api/projects/:id',
    withCerbos(
      { action: 'edit', resource: project, onDenied },
      // Save it here.
      (request, reply, { resource }) => ({ ...resource.value, name: String(request.body) }),
    ),
  );

  // It answers the hooks of clerk-cerbos/react.
  app.post('/api/cerbos', checkEndpoint);
}
`,
    ),
    snippets: [
      {
        files: mainFiles(app),
        what: 'Register the routes after Clerk’s plugin, and answer refusals.',
        marker: 'projectRoutes',
        code: `import { clerkPlugin } from '@clerk/fastify';
import { errorHandler } from 'clerk-cerbos/fastify';
import { projectRoutes } from './lib/projectRoutes.js';

app.setErrorHandler(errorHandler);
await app.register(clerkPlugin);
await app.register(projectRoutes);
`,
      },
    ],
  }),
};

export const hono: Framework = {
  id: 'hono',
  title: 'Hono',
  isIn: ({ dependencies }) => dependencies.has('hono'),
  clerkSdk: '@clerk/hono',
  isOnNode: ({ dependencies }) => dependencies.has('@hono/node-server'),
  isBundled: false,
  kinds: ['project'],
  url,
  template: (app, client) => ({
    files: serverFiles(
      app,
      'hono',
      client,
      `import { «type Context, type Env, »Hono } from 'hono';
import { checkEndpoint, withCerbos } from './authz.js';

function project(c«: Context<Env, '/api/projects/:id'>») {
  return { kind: 'project', id: c.req.param('id') }« as const»;
}

${onDenied}

export const projectRoutes = new Hono()
  .get(
    '/api/projects/:id',
    withCerbos({ action: 'view', resource: project, onDenied }, (c, { resource }) =>
      c.json(resource.value),
    ),
  )
  .put(
    '/api/projects/:id',
    withCerbos({ action: 'edit', resource: project, onDenied }),
    async (c) =>
      // Save it here.
      c.json({ ...c.var.cerbos.resource.value, name: await c.req.text() }),
  )
  // It answers the hooks of clerk-cerbos/react.
  .post('/api/cerbos', checkEndpoint);
`,
    ),
    snippets: [
      {
        files: mainFiles(app),
        what: 'Mount the routes after Clerk’s middleware, and answer refusals.',
        marker: 'projectRoutes',
        code: `import { clerkMiddleware } from '@clerk/hono';
import { onError } from 'clerk-cerbos/hono';
import { projectRoutes } from './lib/projectRoutes.js';

app.onError(onError);
app.use(clerkMiddleware());
app.route('/', projectRoutes);
`,
      },
    ],
  }),
};
