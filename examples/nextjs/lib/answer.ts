import type { Document } from './schema';

interface Answerable {
  readonly decision: { readonly cerbosCallId: string };
}

/** Answers an allowed request, naming the decision that allowed it as in the PDP's own log. */
export function answer({ decision }: Answerable, body: object | null, status = 200): Response {
  const headers = { 'X-Cerbos-Call-Id': decision.cerbosCallId };
  if (body === null) return new Response(null, { status, headers });
  return Response.json(body, { status, headers });
}

/** What a reader gets of a document; with whom else it is shared is not a guest's business. */
export function toJson({ id, title, body, ownerId, orgId }: Document): object {
  return { id, title, body, ownerId, orgId };
}

/** For what was there when it was decided on, and was deleted by somebody else in the meantime. */
export function gone(): Response {
  const headers = { 'Content-Type': 'application/problem+json' };
  return Response.json({ title: 'Gone', status: 410, code: 'gone' }, { status: 410, headers });
}
