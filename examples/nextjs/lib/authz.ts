import './policies.gen';
import { GRPC } from '@cerbos/grpc';
import { createClerkCerbos } from 'clerk-cerbos/nextjs';
import { db } from './database';
import { documentColumns } from './documentColumns';
import { isInspected } from './isInspected';
import { documents } from './schema';

export const {
  withCerbos,
  authorizer,
  checkResource,
  checkResources,
  isAllowed,
  authorize,
  planResources,
  snapshot,
  checkEndpoint,
} = createClerkCerbos({
  cerbos: new GRPC(process.env.CERBOS_GRPC ?? '127.0.0.1:3593', {
    tls: false,
    // How soon it connects again after an outage. By default it waits up to two minutes.
    channelOptions: {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 200,
    },
  }),
  inspect: isInspected,
  resources: { document: documentColumns.loader(db, documents) },
});
