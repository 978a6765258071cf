import { useReverification } from '@clerk/remix';
import { isReverificationCancelledError } from '@clerk/remix/errors';
import { useState } from 'react';
import { useSubmission } from './useSubmission';

/** How to go on after somebody was asked to verify that it is them. */
export interface Verification {
  readonly complete: () => void;
  readonly cancel: () => void;
}

/**
 * Deletes, and where the policy asks for a recent verification, keeps the request until that has
 * succeeded or was cancelled. Clerk recognizes the action's data and submits again.
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
