import type { APIContext } from 'astro';
import { withCerbos } from './authz';

/** The document that the path names. */
export const documentOf = ({ params }: Pick<APIContext, 'params'>) => ({
  kind: 'document' as const,
  id: params.id ?? '',
});

export const viewDocument = withCerbos({
  action: 'view',
  resource: ({ params }) => documentOf({ params }),
});

export const viewHidden = withCerbos({
  action: 'view',
  resource: ({ params }) => documentOf({ params }),
  onDenied: 'not-found',
});

export const viewChosen = withCerbos({
  action: 'view',
  resource: ({ params }) => documentOf({ params }),
  onDenied: (error) => new Response(`told ${error.code}`, { status: 418 }),
});

export const deleteDocument = withCerbos({
  action: 'delete',
  resource: ({ params }) => documentOf({ params }),
});
