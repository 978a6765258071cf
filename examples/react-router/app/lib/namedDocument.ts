import type { DataFunctionArgs } from 'clerk-cerbos/react-router';

/** The arguments of loaders and actions in routes below `documents/:id`. */
interface DocumentArgs extends DataFunctionArgs {
  readonly params: { readonly id: string };
}

/** The document whose id is in the URL. */
export function namedDocument({ params }: DocumentArgs) {
  return { kind: 'document', id: params.id } as const;
}
