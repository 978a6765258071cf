import { HTTP } from '@cerbos/http';
import { ActionError } from 'astro:actions';
import { createClerkCerbos } from 'clerk-cerbos/astro';
import { documents } from '../../../documents';
import { published } from './published';

export const {
  grantFor,
  withCerbos,
  withCerbosAction,
  cerbosMiddleware,
  authorizer,
  checkResource,
  isAllowed,
  authorize,
  planResources,
  checkEndpoint,
} = createClerkCerbos({
  cerbos: new HTTP(process.env.CERBOS_HTTP ?? ''),
  ActionError,
  timeoutMs: 3_000,
  machineId: 'mch_app',
  clientAttributes: ['mirror'],
  clientOrigins: ['https://app.example.test'],
  resources: {
    document: (id: string) => {
      const value = documents.get(id);
      if (value === undefined) return null;
      return { attr: { ...value, public: value.public || published.has(id) }, value };
    },
  },
});

/** A rule of an app that admits pending sessions. */
export const { withCerbos: withPending } = createClerkCerbos({
  cerbos: new HTTP(process.env.CERBOS_HTTP ?? ''),
  timeoutMs: 3_000,
  treatPendingAsSignedOut: false,
});
