import type { ClientResourceCheck, ClientResourceQuery } from '../types/CerbosClient';
import type { ParsedResource, ResourceCheck } from '../types/Question';

/**
 * A kind of resource as clients take it: with the parts that were asked with. It has no prototype,
 * so that a client finds no scope there that nobody said.
 */
export function clientQuery(query: Omit<ParsedResource, 'id'>): ClientResourceQuery {
  const { kind, policyVersion, scope } = query;
  // Clients take mutable types, but only read them.
  const attr = (query.attr ?? {}) as ClientResourceQuery['attr'];
  // It has no members yet.
  const made: ClientResourceQuery = Object.assign(Object.create(null) as object, { kind, attr });
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
