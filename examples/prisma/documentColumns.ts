import './policies.gen';
import { columns, list } from 'clerk-cerbos/prisma';
import { prisma } from './database';

/**
 * Where the attributes of a document come from. Lists and single checks share it, so both tell the
 * policies the same. Each value comes from the stored row, never from the request.
 */
export const documentColumns = columns('document', prisma, 'Document', {
  ownerId: 'ownerId',
  orgId: 'orgId',
  sharedWithUsers: list('sharedWithUsers'),
  sharedWithOrganizations: list('sharedWithOrganizations'),
});
