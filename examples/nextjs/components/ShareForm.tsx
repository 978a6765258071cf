'use client';

import { type SubmitEvent, useId } from 'react';
import { knownNames } from '@/lib/names';
import { useSend } from './useSend';

export function ShareForm({ path }: { readonly path: string }) {
  const { send, problem, isPending } = useSend();
  const id = useId();

  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const guest = new FormData(form).get('guest');
    const isOrganization = typeof guest === 'string' && guest.startsWith('org_');
    const body = isOrganization ? { organizationId: guest } : { userId: guest };
    send('POST', `${path}/share`, body, () => {
      form.closest('details')?.removeAttribute('open');
      form.reset();
    });
  };

  return (
    <form onSubmit={onSubmit}>
      <label htmlFor={id}>Id of a person or an organization</label>
      <input
        id={id}
        name="guest"
        required
        pattern="(user|org)_\w+"
        placeholder="user_… or org_…"
        title="An id of Clerk: user_… or org_…"
        list={`${id}-known`}
      />
      <datalist id={`${id}-known`}>
        {knownNames.map(([known, name]) => (
          <option key={known} value={known}>
            {name}
          </option>
        ))}
      </datalist>
      <button type="submit" className="primary" disabled={isPending}>
        Share
      </button>
      <p role="status">{problem}</p>
    </form>
  );
}
