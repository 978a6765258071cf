import type { Principal } from 'clerk-cerbos';
import type { Document } from '@/lib/schema';

/** What somebody has to do with a document, in words. */
export function relation({ ownerId, orgId }: Document, { id, attr }: Principal): string {
  if (ownerId === id) return 'Written by you';
  return orgId === attr.orgId ? `Written by ${ownerId}` : 'Shared with you';
}
