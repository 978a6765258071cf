import { HTTP } from '@cerbos/http';
import { createClerkCerbos } from 'clerk-cerbos/nextjs';
import { documents } from '../../documents';

export const {
  withCerbos,
  withCerbosAction,
  authorizer,
  checkResource,
  isAllowed,
  authorize,
  planResources,
  checkEndpoint,
  Allowed,
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

interface Context {
  readonly params: Promise<{ id: string }>;
}

/** The document that the path names. */
export const document = async (_request: Request, { params }: Context) => ({
  kind: 'document' as const,
  id: (await params).id,
});
