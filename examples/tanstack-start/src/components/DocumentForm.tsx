import { useRouter } from '@tanstack/react-router';
import { type SubmitEvent, useId, useState } from 'react';
import { changeDocument } from '../lib/documentFns';
import { ChangedDocument } from '../lib/inputs';

interface DocumentFormProps {
  readonly id: string;
  readonly title: string;
  readonly body: string;
}

/** Calls the server function, and shows its result or its refusal. */
export function DocumentForm({ id, title, body }: DocumentFormProps) {
  const router = useRouter();
  const [notice, setNotice] = useState('');
  const [isPending, setIsPending] = useState(false);
  const name = useId();

  const save = async (form: FormData): Promise<string> => {
    const changes = ChangedDocument.safeParse({ id, ...Object.fromEntries(form) });
    if (!changes.success) return 'This input is not valid.';
    try {
      const result = await changeDocument({ data: changes.data });
      if (!('isSaved' in result)) return 'You may not edit this document. Nothing was changed.';
      await router.invalidate();
      return result.isSaved ? 'Saved.' : 'This document does not exist any more.';
    } catch {
      return 'This can’t be decided right now, so nothing was changed.';
    }
  };

  const onSubmit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setIsPending(true);
    setNotice(await save(new FormData(event.currentTarget)));
    setIsPending(false);
  };

  return (
    <form
      className="panel"
      aria-labelledby={`${name}-heading`}
      onSubmit={(event) => void onSubmit(event)}
    >
      <h2 id={`${name}-heading`}>Edit</h2>
      <label htmlFor={`${name}-title`}>Title</label>
      <input id={`${name}-title`} name="title" defaultValue={title} required maxLength={120} />
      <label htmlFor={`${name}-body`}>Text</label>
      <textarea id={`${name}-body`} name="body" defaultValue={body} rows={4} maxLength={10_000} />
      <div className="actions">
        <button type="submit" className="primary" disabled={isPending}>
          Save
        </button>
        <p role="status">{notice}</p>
      </div>
    </form>
  );
}
