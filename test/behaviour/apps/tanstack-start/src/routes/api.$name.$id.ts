import { createFileRoute } from '@tanstack/react-router';
import { guardedRoutes } from '../../../guardedRoutes';
import * as authz from '../lib/authz.server';

type Verbs = Parameters<typeof guardedRoutes>[0];

/** The suite passes the arguments of the handler first. Here the verbs find the request themselves. */
const { loader, action } = guardedRoutes({
  ...authz,
  // In the suite, handlers may return anything. Its routes return responses.
  withCerbos: authz.withCerbos as unknown as Verbs['withCerbos'],
  withPending: authz.withPending as unknown as NonNullable<Verbs['withPending']>,
  authorizer: () => authz.authorizer(),
  isAllowed: (_args, question) => authz.isAllowed(question),
  checkResource: (_args, question) => authz.checkResource(question),
  planResources: (_args, question) => authz.planResources(question),
});

export const Route = createFileRoute('/api/$name/$id')({
  server: { handlers: { GET: loader, POST: action, PUT: action, PATCH: action, DELETE: action } },
});
