'use client';

import { useReverification } from '@clerk/nextjs';
import { isReverificationCancelledError } from '@clerk/nextjs/errors';
import { requestJson, useCerbos } from 'clerk-cerbos/react';
import { useRouter } from 'next/navigation';
import { useState, useTransition } from 'react';
import { describeFailure } from './describeFailure';

/** Continues or cancels after the app has asked the user for the password. */
export interface Verification {
  readonly complete: () => void;
  readonly cancel: () => void;
}

/**
 * Deletes a document. If the policy asks for a recent verification, the request waits until the
 * user has verified or has cancelled. Clerk recognizes the API's answer and sends the request again.
 */
export function useDelete(path: string) {
  const router = useRouter();
  const { invalidate } = useCerbos();
  const [problem, setProblem] = useState('');
  const [verification, setVerification] = useState<Verification>();
  const [isPending, startTransition] = useTransition();
  const sendDelete = useReverification(requestJson, {
    onNeedsReverification: setVerification,
  });

  const remove = () => {
    setProblem('');
    startTransition(async () => {
      try {
        await sendDelete(`/api/documents${path}`, { method: 'DELETE' });
        router.refresh();
        invalidate();
      } catch (error) {
        if (!isReverificationCancelledError(error)) setProblem(describeFailure(error));
      } finally {
        setVerification(undefined);
      }
    });
  };

  return { remove, verification, problem, isPending };
}
