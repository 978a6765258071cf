import { useReverification } from '@clerk/remix';
import { isReverificationCancelledError } from '@clerk/remix/errors';
import { useState } from 'react';
import { useSubmission } from './useSubmission';

/** Continues or cancels after the app has asked the user for the password. */
export interface Verification {
  readonly complete: () => void;
  readonly cancel: () => void;
}

/**
 * Deletes a document. If the policy asks for a recent verification, the request waits until the
 * user has verified or has cancelled. Clerk recognizes the action's data and submits again.
 */
export function useDelete(id: string) {
  const { submit, isPending } = useSubmission(`/documents/${encodeURIComponent(id)}/delete`);
  const [problem, setProblem] = useState('');
  const [verification, setVerification] = useState<Verification>();
  const submitVerified = useReverification(submit, { onNeedsReverification: setVerification });

  const remove = () => {
    setProblem('');
    submitVerified()
      .catch((error: unknown) => {
        if (!isReverificationCancelledError(error)) setProblem('You can’t be verified right now.');
      })
      .finally(() => setVerification(undefined));
  };

  return { remove, verification, problem, isPending };
}
