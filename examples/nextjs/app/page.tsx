import { NEW_ID } from 'clerk-cerbos';
import { CerbosProvider } from 'clerk-cerbos/react';
import { AppShell } from '@/components/AppShell';
import { DocumentCard } from '@/components/DocumentCard';
import { NewDocument } from '@/components/NewDocument';
import { Pager } from '@/components/Pager';
import { SignedOut } from '@/components/SignedOut';
import { authorizer } from '@/lib/authz';
import { documentActions } from '@/lib/documentActions';
import { listDocuments } from '@/lib/documents';
import { ListQuery } from '@/lib/inputs';
import { newDocument } from '@/lib/newDocument';

interface PageProps {
  readonly searchParams: Promise<Record<string, string | string[]>>;
}

export default async function Page({ searchParams }: PageProps) {
  const { principal, isAllowed, planResources, snapshot } = await authorizer();
  if (principal.roles.includes('anonymous')) return <SignedOut />;

  const { page } = ListQuery.catch({ page: 1 }).parse(await searchParams);
  const [plan, mayCreate] = await Promise.all([
    planResources({ resource: { kind: 'document' }, action: 'view' }),
    isAllowed({ resource: { ...newDocument({ principal }), id: NEW_ID }, action: 'create' }),
  ]);
  const { documents, total, pages } = await listDocuments(plan, page);
  // The page brings the decisions for its buttons, so the first paint shows the right buttons.
  const initialDecisions = await snapshot(
    documents.map(({ id }) => ({ resource: { kind: 'document', id }, actions: documentActions })),
  );

  return (
    <AppShell principal={principal}>
      <CerbosProvider initialDecisions={initialDecisions}>
        <section aria-labelledby="documents">
          <h1 id="documents">Documents you can see</h1>
          <p className="quiet">{total === 1 ? '1 document' : `${total} documents`}, newest first</p>
          {documents.length === 0 && (
            <p className="empty">{total === 0 ? 'There are none yet.' : 'There are no more.'}</p>
          )}
          <ul className="cards">
            {documents.map((document) => (
              <li key={document.id}>
                <DocumentCard document={document} principal={principal} />
              </li>
            ))}
          </ul>
          <Pager page={page} pages={pages} />
        </section>
      </CerbosProvider>
      {mayCreate ? (
        <NewDocument />
      ) : (
        <p className="quiet">
          Only members of an organization can write documents. No organization is active in your
          session.
        </p>
      )}
    </AppShell>
  );
}
