import type { Principal } from 'clerk-cerbos';
import { nameOf } from '@/lib/names';
import type { Document } from '@/lib/schema';

/** Says whose document it is: "Acme, written by Ben Okafor". */
export function relation({ ownerId, orgId }: Document, { id, attr }: Principal): string {
  const author = ownerId === id ? 'you' : nameOf(ownerId);
  const shared = orgId === attr.orgId ? '' : ', shared with you';
  return `${nameOf(orgId)}, written by ${author}${shared}`;
}
