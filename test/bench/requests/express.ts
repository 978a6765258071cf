import { clerkMiddleware, getAuth } from '@clerk/express';
import { createClerkCerbos } from 'clerk-cerbos/express';
import express, { type Request } from 'express';
import { clients, isAllowedByHand, loadDocument, TIMEOUT_MS } from './byHand';

const app = express();
app.get('/cpu', (_req, res) => void res.json(process.cpuUsage()));
app.use(clerkMiddleware());
app.get(
  '/unguarded/:id',
  (req, res) => void res.json({ id: req.params.id, user: getAuth(req).userId }),
);
app.get('/hand/:client/:id', async (req, res) => {
  const { client, id } = req.params;
  const allowed = await isAllowedByHand(getAuth(req), client === 'grpc' ? 'grpc' : 'http', id);
  if (allowed) res.json({ id });
  else res.sendStatus(403);
});
for (const client of ['http', 'grpc'] as const) {
  const { withCerbos } = createClerkCerbos({
    cerbos: clients[client],
    timeoutMs: TIMEOUT_MS,
    resources: { document: loadDocument },
  });
  const resource = (req: Request<{ id: string }>) => ({ kind: 'document', id: req.params.id });
  app.get(
    `/ours/${client}/:id`,
    withCerbos({ action: 'view', resource }, (req, res) => void res.json({ id: req.params.id })),
  );
}
app.listen(Number(process.env.PORT), 'localhost');
