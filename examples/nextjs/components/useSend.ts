'use client';

import { useRouter } from 'next/navigation';
import { useState, useTransition } from 'react';

/** Sends to the API, refreshes the page when something changed, and keeps what went wrong. */
export function useSend() {
  const router = useRouter();
  const [problem, setProblem] = useState('');
  const [isPending, startTransition] = useTransition();

  const send = (method: 'POST' | 'PATCH', path: string, body: object, onDone: () => void) =>
    startTransition(async () => {
      const response = await fetch(`/api/documents${path}`, {
        method,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }).catch(() => undefined);
      setProblem(response?.ok ? '' : describe(response?.status));
      if (!response?.ok) return;
      onDone();
      router.refresh();
    });

  return { send, problem, isPending };
}

function describe(status: number | undefined): string {
  if (status === 401) return 'You are no longer signed in.';
  if (status === 403) return 'You may not do this.';
  if (status === 404) return 'The document is not there any more.';
  if (status === 400) return 'That is not a valid input.';
  return 'That did not work. Please try again.';
}
