// The app of the soak: Express 5 with Clerk's middleware, and each way to reach the PDP. It runs in
// a process of its own with a small heap, and says over IPC what it holds.
import { readdirSync } from 'node:fs';
import { GRPC } from '@cerbos/grpc';
import { HTTP } from '@cerbos/http';
import { clerkMiddleware } from '@clerk/express';
import { type CerbosClient } from 'clerk-cerbos';
import { createClerkCerbos, errorHandler } from 'clerk-cerbos/express';
import express, { type Request } from 'express';
import type { Sample, ServerMessage } from './Sample';
import { documents } from './documents';

const { CERBOS_HTTP = '', CERBOS_GRPC = '' } = process.env;
const http = new HTTP(CERBOS_HTTP);
// As docs/production/failover.md says: a channel must not wait long before it tries again.
const grpc = new GRPC(CERBOS_GRPC, {
  tls: false,
  channelOptions: {
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 200,
  },
});

const app = express();
app.use(clerkMiddleware());

const ways: Readonly<Record<string, CerbosClient | readonly CerbosClient[]>> = {
  http,
  grpc,
  // Both lead to one PDP. What is of interest here is what asking two replicas leaves behind.
  both: [grpc, http],
};
for (const [name, cerbos] of Object.entries(ways)) {
  const { withCerbos, checkEndpoint, planResources } = createClerkCerbos({
    cerbos,
    ...(name === 'both' && { hedgeAfterMs: 50 }),
    resources: { document: (id: string) => documents.get(id) ?? null },
  });
  const resource = (req: Request<{ id: string }>) => ({ kind: 'document', id: req.params.id });
  app.get(
    `/${name}/documents/:id`,
    withCerbos({ action: 'edit', resource }, (_req, res, _next, grant) => {
      res.json({ id: grant.resource.id });
    }),
  );
  app.get(`/${name}/plan`, async (req, res) => {
    const plan = await planResources(req, { resource: { kind: 'document' }, action: 'view' });
    res.json({ kind: plan.kind });
  });
  app.post(`/${name}/checks`, express.json(), checkEndpoint);
}
app.use(errorHandler);

let warnings = 0;
process.on('warning', () => (warnings += 1));
let rejections = 0;
process.on('unhandledRejection', () => (rejections += 1));

function sample(): Sample {
  globalThis.gc?.();
  const { heapUsed, rss, external } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo();
  const count = (name: RegExp) => resources.filter((one) => name.test(one)).length;
  return {
    heapMb: heapUsed / 2 ** 20,
    externalMb: external / 2 ** 20,
    rssMb: rss / 2 ** 20,
    sockets: count(/TCPSocketWrap/),
    timers: count(/Timeout|Immediate/),
    // There is no such folder on other systems.
    descriptors: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
    listeners: process.eventNames().reduce((sum, event) => sum + process.listenerCount(event), 0),
    warnings,
    rejections,
    cpuMs: process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000,
  };
}

const send = (message: ServerMessage) => process.send?.(message);
process.on('message', (message) => {
  if (message === 'sample') send({ sample: sample() });
});
process.on('disconnect', () => process.exit());

const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) send({ port: address.port });
});
// Longer than the load's own, or a request may meet a connection that is just being closed.
server.keepAliveTimeout = 60_000;
