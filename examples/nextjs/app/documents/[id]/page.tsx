import { CerbosProvider } from 'clerk-cerbos/react';
import Link from 'next/link';
import { AppShell } from '@/components/AppShell';
import { DocumentActions } from '@/components/DocumentActions';
import { relation } from '@/components/relation';
import { SignedOut } from '@/components/SignedOut';
import { authorize, authorizer } from '@/lib/authz';
import { documentActions } from '@/lib/documentActions';

interface DocumentPageProps {
  readonly params: Promise<{ id: string }>;
}

export default async function DocumentPage({ params }: DocumentPageProps) {
  const { principal, snapshot } = await authorizer();
  if (principal.roles.includes('anonymous')) return <SignedOut />;

  // Next.js gives pages the id percent-encoded, as it is in the URL.
  const id = decodeURIComponent((await params).id);
  const resource = { kind: 'document', id } as const;
  // As in the API: a caller who may not view it does not learn that it exists.
  const viewed = await authorize({ resource, action: 'view', onDenied: 'not-found' });
  const initialDecisions = await snapshot([{ resource, actions: documentActions }]);

  const { title, body } = viewed.resource.value;
  return (
    <AppShell principal={principal}>
      <nav aria-label="Where you are">
        <Link href="/">← All documents</Link>
      </nav>
      <article aria-labelledby="title" className="sheet">
        <h1 id="title">{title}</h1>
        <p className="quiet">{relation(viewed.resource.value, principal)}</p>
        <p className="text">{body}</p>
        <CerbosProvider initialDecisions={initialDecisions}>
          <DocumentActions id={id} title={title} body={body} />
        </CerbosProvider>
      </article>
    </AppShell>
  );
}
