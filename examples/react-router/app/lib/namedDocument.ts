import type { DeniedError } from 'clerk-cerbos';
import type { DataFunctionArgs } from 'clerk-cerbos/react-router';

/** What React Router gives the loaders and actions of routes below `documents/:id`. */
interface DocumentArgs extends DataFunctionArgs {
  readonly params: { readonly id: string };
}

/** The document that the address names. */
export function namedDocument({ params }: DocumentArgs) {
  return { kind: 'document', id: params.id } as const;
}

/**
 * For rules that ask for `view` beside what they are about: whoever may not even view a document
 * is not told that it exists, so that the answers of actions don't tell strangers which ids there
 * are. Everybody else is told what they may not do: there is nothing left to hide.
 */
export function hideFromStrangers(error: DeniedError): 'not-found' | undefined {
  return error.actions.includes('view') ? 'not-found' : undefined;
}
