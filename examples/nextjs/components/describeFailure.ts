import { RequestError } from 'clerk-cerbos/react';

const words: Readonly<Record<number, string>> = {
  400: 'That is not a valid input.',
  401: 'You are no longer signed in.',
  403: 'You may not do this.',
  404: 'The document is not there any more.',
  410: 'The document is not there any more.',
  503: 'The app can’t find out whether you may do this. Please try again in a moment.',
};

/** What went wrong, for people. A denial and an outage are told apart. */
export function describeFailure(error: unknown): string {
  const status = error instanceof RequestError ? error.status : undefined;
  return (
    (status === undefined ? undefined : words[status]) ?? 'That did not work. Please try again.'
  );
}
