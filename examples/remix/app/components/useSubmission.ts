import { useFetcher } from '@remix-run/react';
import { useEffect, useRef } from 'react';

/**
 * A function that submits to an action and resolves with the action's data. `useReverification()`
 * needs such a function, and a fetcher gives its data only to the next render.
 */
export function useSubmission(action: string) {
  const { state, data, submit } = useFetcher();
  const resolve = useRef<(data: unknown) => void>();

  useEffect(() => {
    if (state !== 'idle') return;
    resolve.current?.(data);
    resolve.current = undefined;
  }, [state, data]);

  return {
    // If the action redirects or is refused, the page changes and this promise never resolves.
    submit: () =>
      new Promise<unknown>((settle) => {
        resolve.current = settle;
        submit(null, { method: 'post', action });
      }),
    isPending: state !== 'idle',
  };
}
