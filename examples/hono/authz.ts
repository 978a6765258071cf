import './policies.gen';
import { HTTP } from '@cerbos/http';
import { createClerkCerbos } from 'clerk-cerbos/hono';
import type { Context, Env } from 'hono';
import { documentAttributes, findDocument } from './documents';

export const { withCerbos } = createClerkCerbos({
  cerbos: new HTTP(process.env.CERBOS_HTTP ?? 'http://127.0.0.1:3592'),
  resources: {
    document: (id: string) => {
      const document = findDocument(id);
      if (document === undefined) return null;
      return { attr: documentAttributes(document), value: document };
    },
  },
});

/** The document whose id is in the URL. */
export function namedDocument(c: Context<Env, '/:id'>) {
  return { kind: 'document', id: c.req.param('id') } as const;
}
