import { callers } from './callers';
import type { Stage } from './stage';

/** Lines that say how to sign in with a browser. */
export function signInLines({ origin }: Stage): string[] {
  const { ada, ben, cleo, gus, nora } = callers;
  const names = [ada, ben, cleo, gus, nora].map(({ name }) => name).join(', ');
  return [
    `Open ${origin} and sign in as one of these people: ${names}.`,
    'If the app asks for a password, enter “correct horse”.',
  ];
}
