import { RequestError } from 'clerk-cerbos/react';

const words: Readonly<Record<number, string>> = {
  400: 'This input is not valid.',
  401: 'You are no longer signed in.',
  403: 'You may not do this.',
  404: 'This document does not exist any more.',
  410: 'This document does not exist any more.',
  503: 'The app can’t check if you may do this. Please try again in a moment.',
};

/** A message for the user. A denial and an outage have different messages. */
export function describeFailure(error: unknown): string {
  const status = error instanceof RequestError ? error.status : undefined;
  return (
    (status === undefined ? undefined : words[status]) ?? 'Something went wrong. Please try again.'
  );
}
