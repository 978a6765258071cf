import './policies.gen';
import { GRPC } from '@cerbos/grpc';
import { createClerkCerbos } from 'clerk-cerbos/express';
import type { Request } from 'express';
import { documentAttributes, findDocument } from './documents';

export const { withCerbos } = createClerkCerbos({
  cerbos: new GRPC(process.env.CERBOS_GRPC ?? '127.0.0.1:3593', {
    tls: false,
    // How soon it connects again after an outage. By default it waits up to two minutes.
    channelOptions: {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 200,
    },
  }),
  resources: {
    document: (id: string) => {
      const document = findDocument(id);
      if (document === undefined) return null;
      return { attr: documentAttributes(document), value: document };
    },
  },
});

/** The document whose id is in the URL. */
export function namedDocument(req: Request<{ id: string }>) {
  return { kind: 'document', id: req.params.id } as const;
}
