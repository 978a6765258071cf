import { withoutPrototype } from '../../base/value';
import type {
  ClientCheckRequest,
  ClientResourceCheck,
  ClientResourceQuery,
} from '../types/CerbosClient';
import type { ParsedResource, ResourceCheck } from '../types/Question';

/**
 * A kind of resource as clients take it: with the parts that were asked with. It has no prototype,
 * so that a client finds no scope there that nobody said.
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

/** As {@link clientQuery}, of one resource. */
export function clientResource(
  resource: ResourceCheck['resource'],
): ClientResourceCheck['resource'] {
  return Object.assign(clientQuery(resource), { id: resource.id });
}

/** A request as clients take it, which must find neither a scope of the principal nor a token there. */
export function clientRequest<What extends object>(
  head: Omit<ClientCheckRequest, 'resources'>,
  what: What,
): Omit<ClientCheckRequest, 'resources'> & What {
  return Object.assign(withoutPrototype(head), what, {
    principal: withoutPrototype(head.principal),
  });
}
