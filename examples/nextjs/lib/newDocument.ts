import type { RuleCaller } from 'clerk-cerbos';
import type { DocumentAttributes } from './policies.gen';

/** The document that the caller wants to create: their own, in their active organization. */
export function newDocument({ principal }: Pick<RuleCaller, 'principal'>) {
  const attr: DocumentAttributes = {
    ownerId: principal.id,
    orgId: principal.attr.orgId,
    sharedWithUsers: [],
    sharedWithOrganizations: [],
  };
  return { kind: 'document', attr } as const;
}
