import type { LoaderFunctionArgs } from '@remix-run/node';

/** The document whose id is in the URL. In Remix's types the id may be missing; no id is `''`. */
export function namedDocument({ params: { id = '' } }: LoaderFunctionArgs) {
  return { kind: 'document', id } as const;
}
