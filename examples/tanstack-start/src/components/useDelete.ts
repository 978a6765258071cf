import { useReverification } from '@clerk/tanstack-react-start';
import { isReverificationCancelledError } from '@clerk/tanstack-react-start/errors';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { removeDocument } from '../lib/documentFns';

/** Continues or cancels after the app has asked the user for the password. */
export interface Verification {
  readonly complete: () => void;
  readonly cancel: () => void;
}

/**
 * Deletes a document. If the policy asks for a recent verification, the call waits until the user
 * has verified or has cancelled. Clerk recognizes the result of the server function and calls again.
 */
export function useDelete(id: string) {
  const navigate = useNavigate();
  const [isPending, setIsPending] = useState(false);
  const [problem, setProblem] = useState('');
  const [verification, setVerification] = useState<Verification>();
  const removeVerified = useReverification(() => removeDocument({ data: { id } }), {
    onNeedsReverification: setVerification,
  });

  const run = async (): Promise<string> => {
    try {
      const result = await removeVerified();
      if (!('isDeleted' in result)) return 'You may not delete this document.';
      await navigate({ to: '/' });
      return '';
    } catch (error) {
      return isReverificationCancelledError(error) ? '' : 'This can’t be decided right now.';
    }
  };

  const remove = async () => {
    setProblem('');
    setIsPending(true);
    setProblem(await run());
    setVerification(undefined);
    setIsPending(false);
  };

  return { remove, verification, problem, isPending };
}
