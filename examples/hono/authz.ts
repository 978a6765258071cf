import './Policies';
import { HTTP } from '@cerbos/http';
import type { DeniedError } from 'clerk-cerbos';
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

/** The document that the address names. */
export function namedDocument(c: Context<Env, '/:id'>) {
  return { kind: 'document', id: c.req.param('id') } as const;
}

/**
 * For rules that ask for `view` beside what they are about: whoever may not even view a document
 * is not told that it exists. Everybody else is told what they may not do: there is nothing left
 * to hide.
 */
export function hideFromStrangers(error: DeniedError): 'not-found' | undefined {
  return error.actions.includes('view') ? 'not-found' : undefined;
}
