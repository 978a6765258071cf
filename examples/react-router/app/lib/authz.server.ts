import './Policies';
import { HTTP } from '@cerbos/http';
import { createClerkCerbos } from 'clerk-cerbos/react-router';
import { documentAttributes } from './documentResource';
import { findDocument } from './documents.server';

export const {
  withCerbos,
  authorizer,
  checkResource,
  checkResources,
  isAllowed,
  authorize,
  planResources,
} = createClerkCerbos({
  cerbos: new HTTP(process.env.CERBOS_HTTP ?? 'http://127.0.0.1:3592'),
  resources: {
    document: (id: string) => {
      const document = findDocument(id);
      if (document === undefined) return null;
      return { attr: documentAttributes(document), value: document };
    },
  },
});
