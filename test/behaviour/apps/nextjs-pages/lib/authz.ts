import { HTTP } from '@cerbos/http';
import { createClerkCerbos } from 'clerk-cerbos/nextjs/pages';
import type { NextApiRequest } from 'next';
import { documents } from '../../documents';

export const {
  withCerbos,
  authorize,
  authorizer,
  checkResource,
  isAllowed,
  planResources,
  checkEndpoint,
} = createClerkCerbos({
  cerbos: new HTTP(process.env.CERBOS_HTTP ?? ''),
  timeoutMs: 3_000,
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

/** The document that the path names. */
export const document = ({ query: { id } }: NextApiRequest) => ({
  kind: 'document' as const,
  id: String(id),
});
