'use client';

import { requestJson, useCerbos } from 'clerk-cerbos/react';
import { useRouter } from 'next/navigation';
import { useState, useTransition } from 'react';
import { describeFailure } from './describeFailure';

/** Sends a request to the API. Then it refreshes the page, or keeps a message about the failure. */
export function useSend() {
  const router = useRouter();
  const { invalidate } = useCerbos();
  const [problem, setProblem] = useState('');
  const [isPending, startTransition] = useTransition();

  const send = (method: 'POST' | 'PATCH', path: string, body: object, onDone: () => void) =>
    startTransition(async () => {
      try {
        await requestJson(`/api/documents${path}`, {
          method,
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        });
        setProblem('');
        onDone();
        router.refresh();
        invalidate();
      } catch (error) {
        setProblem(describeFailure(error));
      }
    });

  return { send, problem, isPending };
}
