import { createClerkCerbos } from 'clerk-cerbos/nextjs';
import { clients, loadDocument, TIMEOUT_MS } from '../../byHand';

export interface Context {
  params: Promise<{ id: string }>;
}

/** A route handler that is guarded with one of the clients. */
export function guardedRoute(client: keyof typeof clients) {
  const { withCerbos } = createClerkCerbos({
    cerbos: clients[client],
    timeoutMs: TIMEOUT_MS,
    resources: { document: loadDocument },
  });
  return withCerbos(
    {
      action: 'view',
      resource: async (_request: Request, { params }: Context) => ({
        kind: 'document',
        id: (await params).id,
      }),
    },
    (_request, _context, { resource }) => Response.json({ id: resource.id }),
  );
}
