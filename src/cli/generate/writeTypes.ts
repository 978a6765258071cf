import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CommandError } from '../CommandError';
import { compareTypes } from './compareTypes';
import { formatAsProject } from './formatAsProject';
import { type GeneratedTypes, marker } from './generateTypes';

/** What became of a generated file. */
export interface WrittenTypes {
  readonly isNew: boolean;
  /** The text on the disk was another one. */
  readonly isChanged: boolean;
  /** In which kinds and actions it differs from the one before. */
  readonly differences: readonly string[];
}

/**
 * Writes generated types as the project formats its files. A file that is right stays untouched.
 *
 * @param file - a path from the working directory.
 * @throws CommandError if the file is one of the user's own.
 */
export async function writeTypes(types: GeneratedTypes, file: string): Promise<WrittenTypes> {
  const path = resolve(file);
  const before = await readTypes(file);
  // A formatter runs in the folder of the file.
  await mkdir(dirname(path), { recursive: true });
  const text = await formatAsProject(types.text, path);
  if (before !== text) await writeFile(path, text);
  return {
    isNew: before === undefined,
    isChanged: before !== text,
    differences: before === undefined ? [] : compareTypes(before, types.text),
  };
}

/**
 * Reads a file that `generate` has written.
 *
 * @returns `undefined` if there is none.
 * @throws CommandError if it is one of the user's own.
 */
export async function readTypes(file: string): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(resolve(file), 'utf8');
  } catch (error) {
    // `code` is what Node.js adds to the errors of its file system.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  if (text.includes(marker)) return text;
  throw new CommandError(
    `${file} was not written by generate. Delete it, or name another file with --out.`,
  );
}
