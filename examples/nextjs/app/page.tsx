import { CerbosProvider } from 'clerk-cerbos/react';
import { AppShell } from '@/components/AppShell';
import { DocumentCard } from '@/components/DocumentCard';
import { NewDocument } from '@/components/NewDocument';
import { SignedOut } from '@/components/SignedOut';
import { authorizer } from '@/lib/authz';
import { documentActions } from '@/lib/documentActions';
import { documentResource, newDocumentResource } from '@/lib/documentResource';
import { findCandidates } from '@/lib/documents';

export default async function Page() {
  const { principal, checkResources, snapshot } = await authorizer();
  if (principal.roles.includes('anonymous')) return <SignedOut />;

  const candidates = await findCandidates(principal);
  const [creation, ...decisions] = await checkResources({
    resources: [
      { resource: newDocumentResource(principal), actions: ['create'] },
      ...candidates.map((document) => ({
        resource: documentResource(document),
        actions: ['view' as const],
      })),
    ],
  });
  const visible = candidates.filter((_, index) => decisions[index]?.isAllowed('view'));
  // The page brings the decisions for its buttons, so the first paint shows the right buttons.
  const initialDecisions = await snapshot(
    visible.map((document) => ({
      resource: documentResource(document),
      actions: documentActions,
    })),
  );

  return (
    <AppShell principal={principal}>
      <CerbosProvider initialDecisions={initialDecisions}>
        <section aria-labelledby="documents">
          <h1 id="documents">Documents you can see</h1>
          {visible.length === 0 && <p className="empty">There are none yet.</p>}
          <ul className="cards">
            {visible.map((document) => (
              <li key={document.id}>
                <DocumentCard document={document} principal={principal} />
              </li>
            ))}
          </ul>
        </section>
      </CerbosProvider>
      {creation.isAllowed('create') ? (
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
