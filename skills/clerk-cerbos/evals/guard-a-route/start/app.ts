import { clerkMiddleware } from '@clerk/express';
import express from 'express';
import { getProject, renameProject } from './projects';

interface Rename {
  readonly name: string;
}

/** The app. */
export const app = express();
app.use(clerkMiddleware());

app.get('/projects/:id', async (req, res) => {
  const project = await getProject(req.params.id);
  if (project === undefined) return res.sendStatus(404);
  return res.json(project);
});

app.patch('/projects/:id', express.json(), async (req, res) => {
  const { name } = req.body as Rename; // as the page of the app sends it
  await renameProject(req.params.id, name);
  res.sendStatus(204);
});
