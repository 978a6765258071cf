'use client';

import { DeleteButton } from './DeleteButton';
import { DocumentForm } from './DocumentForm';
import { ShareForm } from './ShareForm';

/** What the policy says of one person and one document. */
export interface DocumentPermissions {
  readonly mayEdit: boolean;
  readonly mayShare: boolean;
  readonly mayDelete: boolean;
}

interface DocumentActionsProps {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly permissions: DocumentPermissions;
}

/** Offers what the policy allows. The API asks the policy again, whatever is offered here. */
export function DocumentActions(props: DocumentActionsProps) {
  const { id, title, body, permissions } = props;
  const { mayEdit, mayShare, mayDelete } = permissions;
  const path = `/${encodeURIComponent(id)}`;
  if (!mayEdit && !mayShare && !mayDelete) return <p className="label">You may read this</p>;
  return (
    <div className="actions">
      {mayEdit && (
        <details>
          <summary aria-label={`Edit ${title}`}>Edit</summary>
          <DocumentForm method="PATCH" path={path} title={title} body={body} submit="Save" />
        </details>
      )}
      {mayShare && (
        <details>
          <summary aria-label={`Share ${title}`}>Share</summary>
          <ShareForm path={path} />
        </details>
      )}
      {mayDelete && <DeleteButton path={path} title={title} />}
    </div>
  );
}
