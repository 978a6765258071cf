import { isAllowed } from './authz';

/** What Next.js gives the handlers below `documents/[id]`. */
export interface DocumentRoute {
  readonly params: Promise<{ id: string }>;
}

/**
 * The document in the address, if the caller may see it. For everybody else there is no such
 * thing, so that the answers to PATCH and DELETE don't tell strangers which ids exist.
 */
export async function visibleDocument(_request: Request, { params }: DocumentRoute) {
  const resource = { kind: 'document', id: (await params).id } as const;
  return (await isAllowed({ resource, action: 'view' })) ? resource : null;
}
