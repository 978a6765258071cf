import type { LoaderFunctionArgs } from '@remix-run/node';
import type { DeniedError } from 'clerk-cerbos';

/** The document that the address names. Remix's types don't say that it does; `''` is none's id. */
export function namedDocument({ params: { id = '' } }: LoaderFunctionArgs) {
  return { kind: 'document', id } as const;
}

/**
 * For rules that ask for `view` beside what they are about: whoever may not even view a document
 * is not told that it exists, so that the answers of actions don't tell strangers which ids there
 * are. Everybody else is told what they may not do: there is nothing left to hide.
 */
export function hideFromStrangers(error: DeniedError): 'not-found' | undefined {
  return error.actions.includes('view') ? 'not-found' : undefined;
}
