import type { APIContext } from 'astro';
import { grantFor } from './authz';

type Page = Parameters<typeof grantFor>[0] & Pick<APIContext, 'params'>;

/** The document that the path names. */
export const documentOf = ({ params }: Pick<APIContext, 'params'>) => ({
  kind: 'document' as const,
  id: params.id ?? '',
});

export const viewDocument = (page: Page) =>
  grantFor(page, { action: 'view', resource: documentOf(page) });

export const viewHidden = (page: Page) =>
  grantFor(page, { action: 'view', resource: documentOf(page), onDenied: 'not-found' });

export const deleteDocument = (page: Page) =>
  grantFor(page, { action: 'delete', resource: documentOf(page) });
