import { clerkMiddleware } from '@clerk/express';
import { createClerkCerbos, errorHandler } from 'clerk-cerbos/express';
import express, { type Request } from 'express';
import { options } from './options';
import { renameProject } from './projects';

interface Rename {
  readonly name: string;
}

const { withCerbos } = createClerkCerbos(options);
const project = (req: Request<{ id: string }>) => ({ kind: 'project', id: req.params.id }) as const;

/** The app. */
export const app = express();
app.use(clerkMiddleware());

app.get(
  '/projects/:id',
  withCerbos({ action: 'view', resource: project, onDenied: 'not-found' }),
  (_req, res) => res.json(res.locals.cerbos.resource.value),
);

app.patch(
  '/projects/:id',
  withCerbos({ action: 'rename', resource: project, onDenied: { notFoundUnless: 'view' } }),
  express.json(),
  async (req, res) => {
    const { name } = req.body as Rename; // as the page of the app sends it
    await renameProject(res.locals.cerbos.resource.id, name);
    res.sendStatus(204);
  },
);

app.use(errorHandler);
