import { withoutPrototype } from '../../base/value';
import type {
  ClientCheckRequest,
  ClientResourceCheck,
  ClientResourceQuery,
} from '../types/CerbosClient';
import type { ParsedResource, ResourceCheck } from '../types/Question';

/**
 * A kind of resource in the form that clients take. It has no prototype, so that a client can't
 * read an inherited scope.
 */
export function clientQuery(query: Omit<ParsedResource, 'id'>): ClientResourceQuery {
  const { kind, policyVersion, scope } = query;
  // Clients take mutable types, but only read them.
  const attr = (query.attr ?? {}) as ClientResourceQuery['attr'];
  const made: ClientResourceQuery = withoutPrototype({ kind, attr });
  if (policyVersion !== undefined) made.policyVersion = policyVersion;
  if (scope !== undefined) made.scope = scope;
  return made;
}

/** Like {@link clientQuery}, for one resource. */
export function clientResource(
  resource: ResourceCheck['resource'],
): ClientResourceCheck['resource'] {
  return Object.assign(clientQuery(resource), { id: resource.id });
}

/**
 * A request in the form that clients take. It has no prototype, so that a client can't read an
 * inherited scope or token.
 */
export function clientRequest<What extends object>(
  head: Omit<ClientCheckRequest, 'resources'>,
  what: What,
): Omit<ClientCheckRequest, 'resources'> & What {
  return Object.assign(withoutPrototype(head), what, {
    principal: withoutPrototype(head.principal),
  });
}
