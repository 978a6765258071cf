import { clerkPlugin, getAuth } from '@clerk/fastify';
import { createClerkCerbos } from 'clerk-cerbos/fastify';
import Fastify, { type FastifyRequest } from 'fastify';
import { clients, isAllowedByHand, loadDocument, TIMEOUT_MS } from './byHand';

interface ById {
  Params: { id: string };
}

const app = Fastify();
app.get('/cpu', () => process.cpuUsage());
await app.register(async (api) => {
  await api.register(clerkPlugin);
  api.get<ById>('/unguarded/:id', (request) => ({
    id: request.params.id,
    user: getAuth(request).userId,
  }));
  api.get<{ Params: { client: string; id: string } }>(
    '/hand/:client/:id',
    async (request, reply) => {
      const { client, id } = request.params;
      const by = client === 'grpc' ? 'grpc' : 'http';
      if (await isAllowedByHand(getAuth(request), by, id)) return { id };
      return reply.code(403).send();
    },
  );
  for (const client of ['http', 'grpc'] as const) {
    const { withCerbos } = createClerkCerbos({
      cerbos: clients[client],
      timeoutMs: TIMEOUT_MS,
      resources: { document: loadDocument },
    });
    const resource = (request: FastifyRequest<ById>) => ({
      kind: 'document',
      id: request.params.id,
    });
    api.get<ById>(
      `/ours/${client}/:id`,
      { preHandler: withCerbos({ action: 'view', resource }) },
      (request) => ({ id: request.params.id }),
    );
  }
});
await app.listen({ port: Number(process.env.PORT), host: 'localhost' });
