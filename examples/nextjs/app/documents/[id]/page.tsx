import { CerbosProvider } from 'clerk-cerbos/react';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { AppShell } from '@/components/AppShell';
import { DocumentActions } from '@/components/DocumentActions';
import { relation } from '@/components/relation';
import { SignedOut } from '@/components/SignedOut';
import { authorizer } from '@/lib/authz';
import { documentActions } from '@/lib/documentActions';
import { documentResource } from '@/lib/documentResource';
import { findDocument } from '@/lib/documents';

interface DocumentPageProps {
  readonly params: Promise<{ id: string }>;
}

export default async function DocumentPage({ params }: DocumentPageProps) {
  const { principal, isAllowed, snapshot } = await authorizer();
  if (principal.roles.includes('anonymous')) return <SignedOut />;

  // Next.js gives pages the id percent-encoded, as it is in the URL.
  const document = await findDocument(decodeURIComponent((await params).id));
  if (document === undefined) notFound();
  const resource = documentResource(document);
  // As in the API: a caller who may not view it does not learn that it exists.
  if (!(await isAllowed({ resource, action: 'view' }))) notFound();
  const initialDecisions = await snapshot([{ resource, actions: documentActions }]);

  const { id, title, body } = document;
  return (
    <AppShell principal={principal}>
      <nav aria-label="Where you are">
        <Link href="/">← All documents</Link>
      </nav>
      <article aria-labelledby="title" className="sheet">
        <h1 id="title">{title}</h1>
        <p className="quiet">{relation(document, principal)}</p>
        <p className="text">{body}</p>
        <CerbosProvider initialDecisions={initialDecisions}>
          <DocumentActions id={id} title={title} body={body} />
        </CerbosProvider>
      </article>
    </AppShell>
  );
}
