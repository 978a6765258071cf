import type { DeniedError } from 'clerk-cerbos';

/** What Next.js gives the handlers below `documents/[id]`. */
export interface DocumentRoute {
  readonly params: Promise<{ id: string }>;
}

/** The document that the address names. */
export async function namedDocument(_request: Request, { params }: DocumentRoute) {
  return { kind: 'document', id: (await params).id } as const;
}

/**
 * For rules that ask for `view` beside what they are about: whoever may not even view a document
 * is not told that it exists, so that the answers to PATCH and DELETE don't tell strangers which
 * ids there are. Everybody else is told what they may not do: there is nothing left to hide.
 */
export function hideFromStrangers(error: DeniedError): 'not-found' | undefined {
  return error.actions.includes('view') ? 'not-found' : undefined;
}
