import './policies.gen';
import { GRPC } from '@cerbos/grpc';
import { createClerkCerbos } from 'clerk-cerbos/remix';
import { documentAttributes } from './documentResource';
import { findDocument } from './documents.server';

const { APP_ORIGIN } = process.env;

/** The app refuses session tokens for another origin, such as a sibling subdomain. */
export const authorizedParties = APP_ORIGIN ? [APP_ORIGIN] : undefined;

export const {
  withCerbos,
  authorizer,
  checkResource,
  checkResources,
  isAllowed,
  authorize,
  planResources,
} = createClerkCerbos({
  cerbos: new GRPC(process.env.CERBOS_GRPC ?? '127.0.0.1:3593', {
    tls: false,
    // How soon it connects again after an outage. By default it waits up to two minutes.
    channelOptions: {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 200,
    },
  }),
  ...(authorizedParties && { authorizedParties }),
  resources: {
    document: (id: string) => {
      const document = findDocument(id);
      if (document === undefined) return null;
      return { attr: documentAttributes(document), value: document };
    },
  },
});
