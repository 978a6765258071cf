'use client';

import { type SubmitEvent, useId } from 'react';
import { useSend } from './useSend';

interface DocumentFormProps {
  readonly method: 'POST' | 'PATCH';
  readonly path: string;
  readonly title: string;
  readonly body: string;
  readonly submit: string;
}

export function DocumentForm({ method, path, title, body, submit }: DocumentFormProps) {
  const { send, problem, isPending } = useSend();
  const id = useId();

  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    send(method, path, { title: fields.get('title'), body: fields.get('body') }, () => {
      form.closest('details')?.removeAttribute('open');
      if (method === 'POST') form.reset();
    });
  };

  return (
    <form onSubmit={onSubmit}>
      <label htmlFor={`${id}-title`}>Title</label>
      <input id={`${id}-title`} name="title" defaultValue={title} required maxLength={120} />
      <label htmlFor={`${id}-body`}>Text</label>
      <textarea id={`${id}-body`} name="body" defaultValue={body} rows={4} maxLength={10_000} />
      <button type="submit" className="primary" disabled={isPending}>
        {submit}
      </button>
      <p role="status">{problem}</p>
    </form>
  );
}
