import type { Principal } from 'clerk-cerbos';
import type { Document } from '@/lib/schema';
import { DocumentActions, type DocumentPermissions } from './DocumentActions';

interface DocumentCardProps {
  readonly document: Document;
  readonly permissions: DocumentPermissions;
  readonly principal: Principal;
}

export function DocumentCard({ document, permissions, principal }: DocumentCardProps) {
  const { id, title, body } = document;
  return (
    <article aria-labelledby={`title-${id}`}>
      <h2 id={`title-${id}`}>{title}</h2>
      <p>{body}</p>
      <p className="quiet">{relation(document, principal)}</p>
      <DocumentActions id={id} title={title} body={body} permissions={permissions} />
    </article>
  );
}

function relation({ ownerId, orgId }: Document, { id, attr }: Principal): string {
  if (ownerId === id) return 'Written by you';
  return orgId === attr.orgId ? `Written by ${ownerId}` : 'Shared with you';
}
