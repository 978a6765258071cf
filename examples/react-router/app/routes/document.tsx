import { data, Link } from 'react-router';
import { DeleteButton } from '../components/DeleteButton';
import { DocumentForm } from '../components/DocumentForm';
import { withCerbos } from '../lib/authz.server';
import { DocumentChanges } from '../lib/DocumentChanges.server';
import { updateDocument } from '../lib/documents.server';
import { namedDocument } from '../lib/namedDocument';
import { nameOf } from '../lib/names';
import type { Route } from './+types/document';

export { Refusal as ErrorBoundary } from '../components/Refusal';
export { headers } from '../lib/headers';

// A caller who may not view a document does not learn that it exists: the denial is a 404.
export const loader = withCerbos(
  { action: 'view', resource: namedDocument, onDenied: 'not-found' },
  async (_args, { authorizer, resource: { kind, id, value } }) => {
    // One call decides which buttons the page shows. `delete` has an entry of its own, because the
    // `stepUp` of a decision covers all actions that it denied.
    const [change, deletion] = await authorizer.checkResources({
      resources: [
        { resource: { kind, id }, actions: ['edit'] },
        { resource: { kind, id }, actions: ['delete'] },
      ],
    });
    return {
      id,
      title: value.title,
      body: value.body,
      ownerId: value.ownerId,
      mayEdit: change.isAllowed('edit'),
      // A caller who only has to verify again sees the button too. The app asks when they press it.
      mayDelete: deletion.isAllowed('delete') || deletion.stepUp !== undefined,
    };
  },
);

// Strangers get a 404 here too. A caller who may view the document gets a 403.
export const action = withCerbos(
  { action: 'edit', resource: namedDocument, onDenied: { notFoundUnless: 'view' } },
  async ({ request }, { resource }) => {
    const changes = DocumentChanges.safeParse(Object.fromEntries(await request.formData()));
    if (!changes.success) return data({ notice: 'This input is not valid.' }, { status: 400 });
    // Another user may have deleted the document since the PDP decided.
    const changed = updateDocument(resource.id, changes.data);
    return { notice: changed === undefined ? 'This document does not exist any more.' : 'Saved.' };
  },
);

export const meta = ({ loaderData }: Route.MetaArgs) => [
  { title: loaderData === undefined ? 'Documents' : `${loaderData.title} · Documents` },
];

export default function DocumentPage({ loaderData, actionData }: Route.ComponentProps) {
  const { id, title, body, ownerId, mayEdit, mayDelete } = loaderData;
  return (
    <>
      <p>
        <Link to="/">All documents</Link>
      </p>
      <article className="page">
        <h1>{title}</h1>
        <p>{body}</p>
        <p className="quiet">Written by {nameOf(ownerId)}</p>
        {!mayEdit && !mayDelete && <p className="quiet">You may only read this.</p>}
      </article>
      {mayEdit && <DocumentForm title={title} body={body} notice={actionData?.notice ?? ''} />}
      {mayDelete && <DeleteButton id={id} title={title} />}
    </>
  );
}
