import { createFileRoute, Link } from '@tanstack/react-router';
import { Refusal } from '../components/Refusal';
import { listDocuments } from '../lib/documentFns';
import { refusedWith, withPageStatus } from '../lib/pageStatus';

export const Route = createFileRoute('/')({
  loader: async () => withPageStatus(await listDocuments()),
  component: Documents,
});

function Documents() {
  const page = Route.useLoaderData();
  if (!('documents' in page)) return <Refusal status={refusedWith(page) ?? 500} />;
  const { documents } = page;
  return (
    <section aria-labelledby="documents">
      <h1 id="documents">Documents you can see</h1>
      {documents.length === 0 && <p className="quiet">There are none.</p>}
      <ul className="cards">
        {documents.map(({ id, title, body, isOwn, mayEdit }) => (
          <li key={id}>
            <article>
              <h2>
                <Link to="/documents/$id" params={{ id }}>
                  {title}
                </Link>
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
