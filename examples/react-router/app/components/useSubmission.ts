import { useEffect, useRef } from 'react';
import { useFetcher } from 'react-router';

/**
 * Submits to an action as a function that resolves with the action's data, which is the kind that
 * `useReverification()` wraps: a fetcher by itself tells its data only to the render.
 */
export function useSubmission(action: string) {
  const { state, data, submit } = useFetcher<unknown>();
  const resolve = useRef<(data: unknown) => void>(undefined);

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
        void submit(null, { method: 'post', action });
      }),
    isPending: state !== 'idle',
  };
}
