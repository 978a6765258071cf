import { invalidConfiguration } from '../base/errors';
import { getProperty } from '../base/value';
import type { AuthOptions } from './Framework';

/**
 * Reads the option `treatPendingAsSignedOut`.
 *
 * @param whyNot - why this entry can't pass it on to Clerk's SDK, and what to write; absent if it
 * can.
 * @returns the part of the options for Clerk's SDK. It is empty by default, so that a pending
 * session is signed out.
 * @throws ConfigurationError `invalid_configuration` for another value, and where it would have no
 * effect.
 */
export function readPending(
  options: object,
  whyNot?: string,
): Pick<AuthOptions, 'treatPendingAsSignedOut'> {
  const given = getProperty(options, 'treatPendingAsSignedOut');
  if (given === undefined || given === true) return {};
  if (given !== false) throw invalidConfiguration('treatPendingAsSignedOut must be true or false.');
  if (whyNot === undefined) return { treatPendingAsSignedOut: false };
  throw invalidConfiguration(`treatPendingAsSignedOut: false has no effect here. ${whyNot}`);
}
