import { columns, list } from 'clerk-cerbos/drizzle';
import { documents } from './schema';

/**
 * Where the attributes of a document come from. Lists and single checks share it, so both tell the
 * policies the same. Each value comes from the stored row, never from the request.
 */
export const documentColumns = columns('document', {
  ownerId: documents.ownerId,
  orgId: documents.orgId,
  sharedWithUsers: list(documents.sharedWithUsers),
  sharedWithOrganizations: list(documents.sharedWithOrganizations),
});
