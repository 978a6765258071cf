import { HTTP } from '@cerbos/http';
import { createClerkCerbos } from 'clerk-cerbos/tanstack-start';
import { documents } from '../../../documents';

export const {
  withCerbos,
  withCerbosFn,
  authorizer,
  checkResource,
  isAllowed,
  planResources,
  snapshot,
  checkEndpoint,
} = createClerkCerbos({
  cerbos: new HTTP(process.env.CERBOS_HTTP ?? ''),
  timeoutMs: 3_000,
  machineId: 'mch_app',
  clientAttributes: ['mirror'],
  clientOrigins: ['https://app.example.test'],
  resources: {
    document: (id: string) => {
      const value = documents.get(id);
      return value === undefined ? null : { attr: value, value };
    },
  },
});

/** A rule of an app that admits pending sessions. */
export const { withCerbos: withPending } = createClerkCerbos({
  cerbos: new HTTP(process.env.CERBOS_HTTP ?? ''),
  timeoutMs: 3_000,
  treatPendingAsSignedOut: false,
});
