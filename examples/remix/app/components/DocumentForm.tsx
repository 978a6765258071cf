import { useId } from 'react';
import { Form, useNavigation } from '@remix-run/react';

interface DocumentFormProps {
  readonly title: string;
  readonly body: string;
  /** The result of the last attempt. */
  readonly notice: string;
}

/** Posts to the page's own action. It works without scripts, too. */
export function DocumentForm({ title, body, notice }: DocumentFormProps) {
  const { state } = useNavigation();
  const id = useId();
  return (
    <Form method="post" className="panel" aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`}>Edit</h2>
      <label htmlFor={`${id}-title`}>Title</label>
      <input id={`${id}-title`} name="title" defaultValue={title} required maxLength={120} />
      <label htmlFor={`${id}-body`}>Text</label>
      <textarea id={`${id}-body`} name="body" defaultValue={body} rows={4} maxLength={10_000} />
      <div className="actions">
        <button type="submit" className="primary" disabled={state !== 'idle'}>
          Save
        </button>
        <p role="status">{notice}</p>
      </div>
    </Form>
  );
}
