import { Link, useLoaderData } from '@remix-run/react';
import { withCerbos } from '../lib/authz.server';
import { documentResource } from '../lib/documentResource';
import { findCandidates } from '../lib/documents.server';

export { Refusal as ErrorBoundary } from '../components/Refusal';
export { headers } from '../lib/headers';

export const loader = withCerbos(
  { action: 'list', resource: { kind: 'library', id: 'documents', attr: {} } },
  async (_args, { authorizer, principal }) => {
    const candidates = findCandidates(principal);
    if (candidates.length === 0) return { documents: [] };
    // One call decides about all documents.
    const decisions = await authorizer.checkResources({
      resources: candidates.map((document) => ({
        resource: documentResource(document),
        actions: ['view', 'edit'],
      })),
    });
    const documents = candidates.flatMap((document, index) => {
      const decision = decisions[index];
      if (!decision?.isAllowed('view')) return [];
      // A reader does not learn with whom else it is shared.
      const { id, title, body, ownerId } = document;
      return [
        { id, title, body, isOwn: ownerId === principal.id, mayEdit: decision.isAllowed('edit') },
      ];
    });
    return { documents };
  },
);

export default function Documents() {
  const { documents } = useLoaderData<typeof loader>();
  return (
    <section aria-labelledby="documents">
      <h1 id="documents">Documents you can see</h1>
      {documents.length === 0 && <p className="quiet">There are none.</p>}
      <ul className="cards">
        {documents.map(({ id, title, body, isOwn, mayEdit }) => (
          <li key={id}>
            <article>
              <h2>
                <Link to={`/documents/${encodeURIComponent(id)}`}>{title}</Link>
              </h2>
              <p>{body}</p>
              <p className="tags">
                {isOwn && <span className="tag">Yours</span>}
                <span className="tag">{mayEdit ? 'You may edit this' : 'You may read this'}</span>
              </p>
            </article>
          </li>
        ))}
      </ul>
    </section>
  );
}
