import type { RuleCaller } from 'clerk-cerbos';

/** What every app of the behaviour suite guards. */
export interface Document {
  readonly ownerId: string;
  readonly orgId: string;
  readonly public: boolean;
}

/** Ids that look otherwise in an address. */
export const encodedIds = ['a b', 'ü', 'x:y', '50%'] as const;

/** The documents: one of each kind that the cases need. */
export const documents: ReadonlyMap<string, Document> = new Map([
  ...encodedIds.map(
    (id) => [id, { ownerId: 'user_owner', orgId: 'org_acme', public: false }] as const,
  ),
  ['acme', { ownerId: 'user_owner', orgId: 'org_acme', public: false }],
  ['globex', { ownerId: 'user_stranger', orgId: 'org_globex', public: false }],
  ['personal', { ownerId: 'user_other', orgId: '', public: false }],
  ['public', { ownerId: 'user_owner', orgId: 'org_acme', public: true }],
]);

/** Every caller may look at it, pending sessions among them. */
export const mirror = { kind: 'mirror', id: '1', attr: {} } as const;

/** A document that the caller wants to create: their own one, in their active organization. */
export function newDocument({ principal }: RuleCaller, name: string) {
  const { userId, orgId } = principal.attr;
  const attr: Document = { ownerId: userId, orgId, public: name === 'public' };
  return { kind: 'document' as const, attr };
}

/** An id as frameworks read it from a query: a list if it was sent twice. Apps take it for a string. */
export const asked = (ids: readonly string[]): string => (ids.length > 1 ? ids : ids[0]) as string; // a mistake that no compiler sees
