import { type Document, findDocument } from './documents';

/** The template of the addresses that documents have as MCP resources. */
export const template = 'document://{id}';

export function addressOf({ id }: Document): string {
  return `document://${id}`;
}

/** The document at this address; `undefined` if there is none. */
export function documentAt(uri: string): Document | undefined {
  const [, id] = /^document:\/\/([\w-]+)$/.exec(uri) ?? [];
  return id === undefined ? undefined : findDocument(id);
}
