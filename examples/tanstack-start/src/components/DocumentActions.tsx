import { useIsAllowed } from 'clerk-cerbos/react';
import { DeleteButton } from './DeleteButton';
import { DocumentForm } from './DocumentForm';

interface DocumentActionsProps {
  readonly id: string;
  readonly title: string;
  readonly body: string;
}

/**
 * What the page offers. The hooks only decide what is shown: each server function asks Cerbos again.
 */
export function DocumentActions({ id, title, body }: DocumentActionsProps) {
  const resource = { kind: 'document', id } as const;
  const edit = useIsAllowed({ resource, action: 'edit' });
  // A caller who only has to verify again sees the button too. The app asks when they press it.
  const deletion = useIsAllowed({ resource, action: 'offer-delete' });
  if (edit.isLoading || deletion.isLoading) return null;
  if (!edit.isAllowed && !deletion.isAllowed)
    return <p className="quiet">You may only read this.</p>;
  return (
    <>
      {edit.isAllowed && <DocumentForm id={id} title={title} body={body} />}
      {deletion.isAllowed && <DeleteButton id={id} title={title} />}
    </>
  );
}
