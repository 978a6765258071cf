import { GRPC } from '@cerbos/grpc';
import type { RuleCaller } from 'clerk-cerbos';
import { createClerkCerbos } from 'clerk-cerbos/express';
import type { Request } from 'express';
import { documentColumns } from './documentColumns';
import type { DocumentAttributes } from './policies.gen';

export const { withCerbos } = createClerkCerbos({
  cerbos: new GRPC(process.env.CERBOS_GRPC ?? '127.0.0.1:3593', {
    tls: false,
    // How soon it connects again after an outage. By default it waits up to two minutes.
    channelOptions: {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 200,
    },
  }),
  resources: { document: documentColumns.loader() },
});

/** The document whose id is in the URL. */
export function namedDocument(req: Request<{ id: string }>) {
  return { kind: 'document', id: req.params.id } as const;
}

/** The document that the caller wants to create: their own, in their active organization. */
export function newDocument({ principal }: Pick<RuleCaller, 'principal'>) {
  const attr: DocumentAttributes = {
    ownerId: principal.id,
    orgId: principal.attr.orgId,
    sharedWithUsers: [],
    sharedWithOrganizations: [],
  };
  return { kind: 'document', attr } as const;
}
