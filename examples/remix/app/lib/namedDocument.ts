import type { LoaderFunctionArgs } from '@remix-run/node';

/** The document that the address names. Remix's types don't say that it does; `''` is none's id. */
export function namedDocument({ params: { id = '' } }: LoaderFunctionArgs) {
  return { kind: 'document', id } as const;
}
