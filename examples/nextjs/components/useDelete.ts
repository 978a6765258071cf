'use client';

import { useReverification } from '@clerk/nextjs';
import { isReverificationCancelledError } from '@clerk/nextjs/errors';
import { useRouter } from 'next/navigation';
import { useState, useTransition } from 'react';

/** How to go on after somebody was asked to verify that it is them. */
export interface Verification {
  readonly complete: () => void;
  readonly cancel: () => void;
}

/**
 * Deletes, and where the policy asks for a recent verification, keeps the request until that has
 * succeeded or was cancelled. Clerk recognizes the API's answer and sends the request again.
 */
export function useDelete(path: string) {
  const router = useRouter();
  const [problem, setProblem] = useState('');
  const [verification, setVerification] = useState<Verification>();
  const [isPending, startTransition] = useTransition();
  const sendDelete = useReverification(() => requestDelete(path), {
    onNeedsReverification: setVerification,
  });

  const remove = () => {
    setProblem('');
    startTransition(async () => {
      try {
        const failure = await sendDelete();
        if (failure !== null) setProblem('That did not work. Please try again.');
        else router.refresh();
      } catch (error) {
        if (!isReverificationCancelledError(error)) setProblem('You can’t be verified right now.');
      } finally {
        setVerification(undefined);
      }
    });
  };

  return { remove, verification, problem, isPending };
}

/** What the API says about a failure, in which Clerk looks for its own words; `null` if it worked. */
async function requestDelete(path: string): Promise<unknown> {
  const response = await fetch(`/api/documents${path}`, { method: 'DELETE' });
  return response.ok ? null : response.json();
}
