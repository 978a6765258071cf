import { useSession } from '@clerk/tanstack-react-start';
import { type SubmitEvent, useEffect, useId, useRef, useState } from 'react';
import type { Verification } from './useDelete';

/** Asks for the password again. If your app loads Clerk's components, Clerk shows its own dialog. */
export function VerifyDialog({ verification }: { readonly verification: Verification }) {
  const { session } = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState('');
  const id = useId();

  useEffect(() => dialog.current?.showModal(), []);

  const onSubmit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = new FormData(event.currentTarget).get('password');
    if (typeof password !== 'string') return;
    try {
      await session?.startVerification({ level: 'first_factor' });
      await session?.attemptFirstFactorVerification({ strategy: 'password', password });
      verification.complete();
    } catch {
      setProblem('You could not be verified. Is the password right?');
    }
  };

  return (
    <dialog ref={dialog} aria-labelledby={`${id}-title`} onClose={verification.cancel}>
      <form onSubmit={(event) => void onSubmit(event)}>
        <h2 id={`${id}-title`}>Is it you?</h2>
        <p>To delete a document, enter your password again.</p>
        <label htmlFor={`${id}-password`}>Password</label>
        <input
          id={`${id}-password`}
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        <p role="status">{problem}</p>
        <div className="actions">
          <button type="submit" className="primary">
            Continue
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
        </div>
      </form>
    </dialog>
  );
}
