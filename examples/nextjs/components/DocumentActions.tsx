'use client';

import { useCerbos, useCheckResource } from 'clerk-cerbos/react';
import { documentActions } from '@/lib/documentActions';
import { DeleteButton } from './DeleteButton';
import { DocumentForm } from './DocumentForm';
import { ShareForm } from './ShareForm';

interface DocumentActionsProps {
  readonly id: string;
  readonly title: string;
  readonly body: string;
}

/** Shows the buttons that the policy allows. The API asks Cerbos again when one is used. */
export function DocumentActions({ id, title, body }: DocumentActionsProps) {
  const decision = useCheckResource({
    resource: { kind: 'document', id },
    actions: documentActions,
  });
  const { invalidate } = useCerbos();
  const path = `/${encodeURIComponent(id)}`;
  if (decision.isLoading) return <p className="label">One moment …</p>;
  if (decision.error) {
    return (
      <p className="label" role="status">
        The app can’t check what you may do.
        <button type="button" onClick={invalidate}>
          Try again
        </button>
      </p>
    );
  }
  if (decision.allowedActions().length === 0) return <p className="label">You may read this</p>;
  return (
    <div className="actions">
      {decision.isAllowed('edit') && (
        <details>
          <summary aria-label={`Edit ${title}`}>Edit</summary>
          <DocumentForm method="PATCH" path={path} title={title} body={body} submit="Save" />
        </details>
      )}
      {decision.isAllowed('share') && (
        <details>
          <summary aria-label={`Share ${title}`}>Share</summary>
          <ShareForm path={path} />
        </details>
      )}
      {decision.isAllowed('offer-delete') && <DeleteButton path={path} title={title} />}
    </div>
  );
}
