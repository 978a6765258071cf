import type { APIContext } from 'astro';
import { grantFor } from './authz';

type Page = Pick<APIContext, 'request' | 'locals' | 'params'>;

/** Guards the list. Its grant asks about each document. */
export const listDocuments = (page: Page) =>
  grantFor(page, {
    action: 'list',
    resource: { kind: 'library', id: 'documents', attr: {} },
  });

/** A caller who may not view a document does not learn that it exists: the denial is a 404. */
export const viewDocument = (page: Page) =>
  grantFor(page, {
    action: 'view',
    resource: { kind: 'document', id: page.params.id ?? '' },
    onDenied: 'not-found',
  });
