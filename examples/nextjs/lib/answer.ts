import type { Document } from './schema';

interface Answerable {
  readonly decision: { readonly cerbosCallId: string };
}

/** Answers an allowed request. The header has the id of the decision in the PDP's log. */
export function answer({ decision }: Answerable, body: object | null, status = 200): Response {
  const headers = { 'X-Cerbos-Call-Id': decision.cerbosCallId };
  if (body === null) return new Response(null, { status, headers });
  return Response.json(body, { status, headers });
}

/** A document as a reader gets it. It does not say with whom else the document is shared. */
export function toJson({ id, title, body, ownerId, orgId }: Omit<Document, 'createdAt'>): object {
  return { id, title, body, ownerId, orgId };
}

/** For a document that another user deleted after the PDP had decided. */
export function gone(): Response {
  const headers = { 'Content-Type': 'application/problem+json' };
  return Response.json({ title: 'Gone', status: 410, code: 'gone' }, { status: 410, headers });
}
