import { useFetcher } from '@remix-run/react';
import { useEffect, useRef } from 'react';

/**
 * Submits to an action as a function that resolves with the action's data, which is the kind that
 * `useReverification()` wraps: a fetcher by itself tells its data only to the render.
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
    // Where the action redirects, or is refused, the page goes and this never resolves.
    submit: () =>
      new Promise<unknown>((settle) => {
        resolve.current = settle;
        submit(null, { method: 'post', action });
      }),
    isPending: state !== 'idle',
  };
}
