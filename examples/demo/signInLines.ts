import type { Stage } from './stage';

/** How to go on in a browser. */
export function signInLines({ origin }: Stage): string[] {
  return [
    `Open ${origin} and sign in as anybody there.`,
    'Where a password is asked for, it is “correct horse”.',
  ];
}
