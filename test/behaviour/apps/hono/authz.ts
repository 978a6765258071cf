import { HTTP } from '@cerbos/http';
import { createClerkCerbos } from 'clerk-cerbos/hono';
import type { Context, Env } from 'hono';
import { documents } from '../documents';

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

/** The document that the path names. */
export const document = (c: Context<Env, '/:id'>) => ({
  kind: 'document' as const,
  id: c.req.param('id'),
});
