import { createFileRoute, Link } from '@tanstack/react-router';
import { CerbosProvider } from 'clerk-cerbos/react';
import { DocumentActions } from '../components/DocumentActions';
import { Refusal } from '../components/Refusal';
import { readDocument } from '../lib/documentFns';
import { nameOf } from '../lib/names';
import { refusedWith, withPageStatus } from '../lib/pageStatus';

export const Route = createFileRoute('/documents/$id')({
  // It runs in the browser, too, so it protects nothing. The server function has the guard.
  loader: async ({ params: { id } }) => withPageStatus(await readDocument({ data: { id } })),
  head: ({ loaderData }) => ({
    meta: [
      {
        title:
          loaderData !== undefined && 'document' in loaderData
            ? `${loaderData.document.title} · Documents`
            : 'Documents',
      },
    ],
  }),
  component: DocumentPage,
});

function DocumentPage() {
  const page = Route.useLoaderData();
  if (!('document' in page)) return <Refusal status={refusedWith(page) ?? 500} />;
  const { id, title, body, ownerId } = page.document;
  return (
    <>
      <p>
        <Link to="/">All documents</Link>
      </p>
      <article className="page">
        <h1>{title}</h1>
        <p>{body}</p>
        <p className="quiet">Written by {nameOf(ownerId)}</p>
      </article>
      <CerbosProvider initialDecisions={page.decisions}>
        <DocumentActions id={id} title={title} body={body} />
      </CerbosProvider>
    </>
  );
}
