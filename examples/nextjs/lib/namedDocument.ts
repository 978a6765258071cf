/** The second argument of the handlers below `documents/[id]`. */
export interface DocumentRoute {
  readonly params: Promise<{ id: string }>;
}

/** The document whose id is in the URL. */
export async function namedDocument(_request: Request, { params }: DocumentRoute) {
  return { kind: 'document', id: (await params).id } as const;
}
