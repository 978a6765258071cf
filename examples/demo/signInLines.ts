import { callers } from './callers';
import type { Stage } from './stage';

/** How to go on in a browser. */
export function signInLines({ origin }: Stage): string[] {
  const { ada, ben, cleo, gus, nora } = callers;
  const names = [ada, ben, cleo, gus, nora].map(({ name }) => name).join(', ');
  return [
    `Open ${origin} and sign in as one of them: ${names}.`,
    'Where a password is asked for, it is “correct horse”.',
  ];
}
