import type { Principal } from 'clerk-cerbos';
import Link from 'next/link';
import type { Document } from '@/lib/schema';
import { DocumentActions } from './DocumentActions';
import { relation } from './relation';

interface DocumentCardProps {
  readonly document: Document;
  readonly principal: Principal;
}

export function DocumentCard({ document, principal }: DocumentCardProps) {
  const { id, title, body } = document;
  return (
    <article aria-labelledby={`title-${id}`}>
      <h2 id={`title-${id}`}>
        <Link href={`/documents/${encodeURIComponent(id)}`}>{title}</Link>
      </h2>
      <p className="excerpt">{body}</p>
      <p className="quiet">{relation(document, principal)}</p>
      <DocumentActions id={id} title={title} body={body} />
    </article>
  );
}
