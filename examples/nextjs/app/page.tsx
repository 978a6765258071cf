import { DocumentCard } from '@/components/DocumentCard';
import { NewDocument } from '@/components/NewDocument';
import { SignedOut } from '@/components/SignedOut';
import { WhoYouAre } from '@/components/WhoYouAre';
import { authorizer } from '@/lib/authz';
import { documentResource, newDocumentResource } from '@/lib/documentResource';
import { findCandidates } from '@/lib/documents';

export default async function Page() {
  const { principal, checkResources } = await authorizer();
  if (principal.roles.includes('anonymous')) return <SignedOut />;

  // Everything that this page shows is decided in one call. It decides what to show, and each
  // handler of the API asks again when a button is pressed.
  const candidates = await findCandidates(principal);
  const [creation, ...decisions] = await checkResources({
    resources: [
      { resource: newDocumentResource(principal), actions: ['create'] },
      ...candidates.map((document) => ({
        resource: documentResource(document),
        actions: ['view', 'edit', 'share', 'delete'] as const,
      })),
    ],
  });
  const visible = candidates.flatMap((document, index) => {
    const decision = decisions[index];
    return decision?.isAllowed('view') ? [{ document, actions: decision.allowedActions() }] : [];
  });

  return (
    <main>
      <WhoYouAre principal={principal} />
      <section aria-labelledby="documents">
        <h1 id="documents">Documents you can see</h1>
        {visible.length === 0 && <p className="quiet">There are none yet.</p>}
        <ul className="cards">
          {visible.map(({ document, actions }) => (
            <li key={document.id}>
              <DocumentCard document={document} actions={actions} principal={principal} />
            </li>
          ))}
        </ul>
      </section>
      {creation.isAllowed('create') ? (
        <NewDocument />
      ) : (
        <p className="quiet">
          Only members of an organization can write documents, and you are not active in one.
        </p>
      )}
    </main>
  );
}
