import { RejectedError } from '../errors';
import { isWellFormed } from '../value';

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
 * Reads a list of strings of the auth object, without repetitions; `[]` where it is absent.
 *
 * @throws RejectedError `invalid_auth` for anything else, naming the path.
 */
export function readStrings(input: unknown, path: string): readonly string[] {
  if (input === undefined || input === null) return [];
  if (!Array.isArray(input)) throw malformed(path, 'is not a list of strings');
  // Unlike map, from doesn't skip the holes of a sparse array.
  const items = Array.from<unknown, string>(input, (item, index) => {
    const place = `${path}[${index}]`;
    if (typeof item !== 'string') throw malformed(place, 'is not a string');
    return readString(item, place);
  });
  return [...new Set(items)];
}

/** A part of the auth object that Clerk would not have made. */
export function malformed(path: string, reason: string): RejectedError {
  return new RejectedError({
    code: 'invalid_auth',
    path,
    message: `auth.${path} ${reason}. Pass the auth object just as Clerk's SDK returns it.`,
  });
}
