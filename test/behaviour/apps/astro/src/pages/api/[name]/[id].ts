import type { APIContext, APIRoute } from 'astro';
import { guardedRoutes } from '../../../../../guardedRoutes';
import * as authz from '../../../lib/authz';

// A context of Astro is what the routes take: it has a request and the parameters of the path.
const { loader, action } = guardedRoutes(authz as unknown as Parameters<typeof guardedRoutes>[0]);

/** Astro leaves `%3A` and other reserved characters of a path encoded. */
function decoded({ request, locals, isPrerendered, params }: APIContext) {
  const id = new URL(request.url).pathname.split('/').at(-1) ?? '';
  return { request, locals, isPrerendered, params: { ...params, id: decodeURIComponent(id) } };
}

export const GET: APIRoute = (context) => loader(decoded(context));
const write: APIRoute = (context) => action(decoded(context));

export { write as DELETE, write as PATCH, write as POST, write as PUT };
