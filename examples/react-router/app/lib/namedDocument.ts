import type { DataFunctionArgs } from 'clerk-cerbos/react-router';

/** What React Router gives the loaders and actions of routes below `documents/:id`. */
interface DocumentArgs extends DataFunctionArgs {
  readonly params: { readonly id: string };
}

/** The document that the address names. */
export function namedDocument({ params }: DocumentArgs) {
  return { kind: 'document', id: params.id } as const;
}
