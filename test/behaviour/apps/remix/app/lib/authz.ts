import { HTTP } from '@cerbos/http';
import { createClerkCerbos } from 'clerk-cerbos/remix';
import { documents } from '../../../documents';

export const authorizedParties = ['http://localhost:3000'];

export const {
  withCerbos,
  authorizer,
  checkResource,
  isAllowed,
  authorize,
  planResources,
  checkEndpoint,
} = createClerkCerbos({
  cerbos: new HTTP(process.env.CERBOS_HTTP ?? ''),
  timeoutMs: 3_000,
  clientAttributes: ['mirror'],
  clientOrigins: ['https://app.example.test'],
  authorizedParties,
  resources: {
    document: (id: string) => {
      const value = documents.get(id);
      return value === undefined ? null : { attr: value, value };
    },
  },
});
