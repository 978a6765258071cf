// An app with OpenTelemetry: options stay what each entry's createClerkCerbos takes.
import * as otel from '@opentelemetry/api';
import { HTTP } from '@cerbos/http';
import { type CerbosClient, createClerkCerbos } from 'clerk-cerbos';
import { createClerkCerbos as createForExpress } from 'clerk-cerbos/express';
import { createClerkCerbos as createForPages } from 'clerk-cerbos/nextjs/pages';
import { createClerkCerbos as createForRemix } from 'clerk-cerbos/remix';
import { type OpenTelemetryApi, withTelemetry } from 'clerk-cerbos/otel';
import type { Equal, Expect } from './Equal.js';

interface Policies {
  document: { actions: 'view' | 'edit'; attr: { ownerId: string } };
  draft: { actions: 'save'; attr: { length: number } };
}

declare module 'clerk-cerbos' {
  interface Register {
    policies: Policies;
  }
}

interface Row {
  readonly title: string;
}

declare const cerbos: CerbosClient;
declare const row: Row;

export const api: OpenTelemetryApi = otel;

const { withCerbos } = createForExpress(
  withTelemetry(
    {
      cerbos,
      resources: {
        document: async (id: string) => (id === '' ? null : { attr: { ownerId: id }, value: row }),
      },
      clientAttributes: ['draft'],
      onDecision: ({ outcome }) => outcome,
    },
    otel,
    { clientActions: ['save'] },
  ),
);

// What a loader brings along still reaches the handler.
export const handler = withCerbos(
  { action: 'view', resource: () => ({ kind: 'document', id: '1' }) as const },
  (_req, res, _next, grant) => {
    const check: Expect<Equal<typeof grant.resource.value, Row>> = true;
    res.json({ check });
  },
);

const options = withTelemetry({ cerbos: new HTTP('http://127.0.0.1:3592'), retry: false }, otel);
export const client: HTTP = options.cerbos;
export const { isAllowed } = createClerkCerbos(options);
export const pages = createForPages(withTelemetry({ cerbos }, otel));
export const remix = createForRemix(
  withTelemetry({ cerbos, authorizedParties: ['https://app.example.com'] }, otel),
);

// @ts-expect-error -- a client is needed
withTelemetry({}, otel);
// @ts-expect-error -- so is the API
withTelemetry({ cerbos });
// @ts-expect-error -- all of it
withTelemetry({ cerbos }, { trace: otel.trace });
// @ts-expect-error -- the policies know no such kind
createClerkCerbos(withTelemetry({ cerbos, clientAttributes: ['folder'] }, otel));
createForExpress(
  // @ts-expect-error -- the policies read an ownerId
  withTelemetry(
    {
      cerbos,
      resources: { document: async () => ({ attr: { owner: 'user_1' } }) },
    },
    otel,
  ),
);
