import './policies.gen';
import { HTTP } from '@cerbos/http';
import { ActionError } from 'astro:actions';
import { createClerkCerbos } from 'clerk-cerbos/astro';
import { documentAttributes } from './documentResource';
import { findDocument } from './documents';

export const { cerbosMiddleware, checkEndpoint, grantFor, withCerbos, withCerbosAction } =
  createClerkCerbos({
    cerbos: new HTTP(process.env.CERBOS_HTTP ?? 'http://127.0.0.1:3592'),
    ActionError,
    resources: {
      document: (id: string) => {
        const document = findDocument(id);
        if (document === undefined) return null;
        return { attr: documentAttributes(document), value: document };
      },
    },
  });
