import { HTTP } from '@cerbos/http';
import { createClerkCerbos, fromClerkBackend } from 'clerk-cerbos/web';
import { documents } from '../documents';

/** What the server passes to a handler beside the request. */
export interface RouteContext {
  readonly params: { readonly id: string };
}

const auth = fromClerkBackend({
  secretKey: process.env.CLERK_SECRET_KEY,
  publishableKey: process.env.CLERK_PUBLISHABLE_KEY,
  apiUrl: process.env.CLERK_API_URL,
  authorizedParties: ['http://localhost:3000'],
});

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
  auth,
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
  auth,
  timeoutMs: 3_000,
  treatPendingAsSignedOut: false,
});

/** The document that the path names. */
export const document = (_request: Request, { params }: RouteContext) => ({
  kind: 'document' as const,
  id: params.id,
});
