import type { Document } from './schema';

interface Answerable {
  readonly decision: { readonly cerbosCallId: string };
}

/** Answers an allowed request. The header names the decision, as the PDP's own log does. */
export function answer({ decision }: Answerable, body: object | null, status = 200): Response {
  const headers = { 'X-Cerbos-Call-Id': decision.cerbosCallId };
  if (body === null) return new Response(null, { status, headers });
  return Response.json(body, { status, headers });
}

/** What a reader gets of a document. They do not learn with whom else it is shared. */
export function toJson({ id, title, body, ownerId, orgId }: Document): object {
  return { id, title, body, ownerId, orgId };
}

/** For a document that somebody deleted after the PDP had decided. */
export function gone(): Response {
  const headers = { 'Content-Type': 'application/problem+json' };
  return Response.json({ title: 'Gone', status: 410, code: 'gone' }, { status: 410, headers });
}
