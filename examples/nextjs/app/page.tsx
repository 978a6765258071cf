import { DocumentCard } from '@/components/DocumentCard';
import { NewDocument } from '@/components/NewDocument';
import { SignedOut } from '@/components/SignedOut';
import { WhoYouAre } from '@/components/WhoYouAre';
import { authorizer } from '@/lib/authz';
import { documentQuestions, newDocumentResource } from '@/lib/documentResource';
import { findCandidates } from '@/lib/documents';

export default async function Page() {
  const authorized = await authorizer();
  const { principal } = authorized;
  if (principal.roles.includes('anonymous')) return <SignedOut />;

  // Everything that this page shows is decided in one call. It decides what to show, and each
  // handler of the API asks again when a button is pressed.
  const candidates = await findCandidates(principal);
  const [creation, ...decisions] = await authorized.checkResources({
    resources: [
      { resource: newDocumentResource(principal), actions: ['create'] },
      ...candidates.flatMap(documentQuestions),
    ],
  });
  const visible = candidates.flatMap((document, index) => {
    const [decision, deletion] = decisions.slice(2 * index);
    if (!decision?.isAllowed('view') || deletion === undefined) return [];
    const permissions = {
      mayEdit: decision.isAllowed('edit'),
      mayShare: decision.isAllowed('share'),
      // Whoever only has to verify again is offered it too, and asked to when they press it.
      mayDelete: deletion.isAllowed('delete') || deletion.stepUp !== undefined,
    };
    return [{ document, permissions }];
  });

  return (
    <main>
      <WhoYouAre principal={principal} />
      <section aria-labelledby="documents">
        <h1 id="documents">Documents you can see</h1>
        {visible.length === 0 && <p className="quiet">There are none yet.</p>}
        <ul className="cards">
          {visible.map(({ document, permissions }) => (
            <li key={document.id}>
              <DocumentCard document={document} permissions={permissions} principal={principal} />
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
