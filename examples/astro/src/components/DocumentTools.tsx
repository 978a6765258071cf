import { useAuth } from '@clerk/astro/react';
import { actions } from 'astro:actions';
import { CerbosProvider, useIsAllowed } from 'clerk-cerbos/react';
import { type SyntheticEvent, useState } from 'react';

interface DocumentToolsProps {
  readonly id: string;
  readonly title: string;
  readonly body: string;
}

/** The island of a document: what the caller may do with it. The server checks each action again. */
export function DocumentTools(props: DocumentToolsProps) {
  return (
    <CerbosProvider useAuth={useAuth}>
      <EditForm {...props} />
      <DeleteButton id={props.id} />
    </CerbosProvider>
  );
}

function EditForm({ id, title, body }: DocumentToolsProps) {
  const { isAllowed, isLoading } = useIsAllowed({
    resource: { kind: 'document', id },
    action: 'edit',
  });
  const [notice, setNotice] = useState('');
  if (isLoading) return null;
  if (!isAllowed) return <p>You may only read this.</p>;

  const save = async (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => {
      const value = form.get(name);
      return typeof value === 'string' ? value : '';
    };
    const { error } = await actions.edit({ id, title: text('title'), body: text('body') });
    setNotice(error === undefined ? 'Saved.' : error.message);
  };
  return (
    <form onSubmit={(event) => void save(event)}>
      <label>
        Title <input name="title" defaultValue={title} />
      </label>
      <label>
        Text <textarea name="body" defaultValue={body} />
      </label>
      <button>Save</button>
      <p role="status">{notice}</p>
    </form>
  );
}

function DeleteButton({ id }: Pick<DocumentToolsProps, 'id'>) {
  const { isAllowed } = useIsAllowed({
    resource: { kind: 'document', id },
    action: 'offer-delete',
  });
  const [notice, setNotice] = useState('');
  if (!isAllowed) return null;

  const remove = async () => {
    const response = await fetch(`/api/documents/${encodeURIComponent(id)}`, { method: 'DELETE' });
    if (response.ok) {
      window.location.assign('/');
      return;
    }
    const isStepUp = (await response.text()).includes('reverification-error');
    setNotice(isStepUp ? 'Sign in again, then delete it.' : 'You may not delete this.');
  };
  return (
    <p>
      <button onClick={() => void remove()}>Delete</button> {notice}
    </p>
  );
}
