import { RejectedError } from '../base/errors';
import { isWellFormed } from '../base/value';

const NONE: readonly string[] = Object.freeze([]);

/**
 * Reads a string of the auth object; `""` where it is absent.
 *
 * @throws RejectedError `invalid_auth` for anything else, naming the path.
 */
export function readString(input: unknown, path: string): string {
  if (input === undefined || input === null) return '';
  if (typeof input !== 'string') throw malformed(path, 'is not a string');
  if (!isWellFormed(input)) throw malformed(path, 'is not well-formed Unicode');
  return input;
}

/**
 * Reads a list of strings of the auth object, without repetitions; `[]` where it is absent. Frozen.
 *
 * @throws RejectedError `invalid_auth` for anything else, naming the path.
 */
export function readStrings(input: unknown, path: string): readonly string[] {
  if (input === undefined || input === null) return NONE;
  if (!Array.isArray(input)) throw malformed(path, 'is not a list of strings');
  const strings = new Set<string>();
  // Unlike forEach, this doesn't skip the holes of a sparse array.
  for (let index = 0; index < input.length; index += 1) {
    const item: unknown = input[index];
    const isValid = typeof item === 'string' && isWellFormed(item);
    strings.add(isValid ? item : readItem(item, `${path}[${index}]`));
  }
  return Object.freeze([...strings]);
}

function readItem(item: unknown, path: string): string {
  if (typeof item !== 'string') throw malformed(path, 'is not a string');
  return readString(item, path);
}

/** A part of the auth object that Clerk would not have made. */
export function malformed(path: string, reason: string): RejectedError {
  return new RejectedError({
    code: 'invalid_auth',
    path,
    message: `auth.${path} ${reason}. Pass the auth object just as Clerk's SDK returns it.`,
  });
}
