/** What Next.js gives the handlers below `documents/[id]`. */
export interface DocumentRoute {
  readonly params: Promise<{ id: string }>;
}

/** The document that the address names. */
export async function namedDocument(_request: Request, { params }: DocumentRoute) {
  return { kind: 'document', id: (await params).id } as const;
}
