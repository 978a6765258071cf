import { readFile, realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { CommandError } from '../CommandError';
import type { Policy } from '../policies/Policy';
import { readPolicies } from '../policies/readPolicies';

/** Where policies come from: a folder, or a PDP. */
export interface PolicySource {
  /** As the generated file names it: `policies/`. */
  readonly name: string;
  readonly policies: readonly Policy[];
  /** The file of a policy, as a path from the folder; `''` if it has none. */
  readonly fileOf: (policy: Policy) => string;
  /** The JSON Schema of an id (`document.json`); `undefined` if there is none. */
  readonly readSchema: (id: string) => Promise<string | undefined>;
}

/**
 * The policies in a folder.
 *
 * @param path - the folder; a relative path is resolved from the working directory.
 * @throws CommandError if a file is not YAML; ConfigurationError if the folder has no policy.
 */
export async function folderSource(path: string): Promise<PolicySource> {
  const { folder, policies, problems } = await readPolicies(path);
  const [problem] = problems;
  if (problem !== undefined) {
    throw new CommandError(
      `${problem.file}:${problem.line} is not YAML, or can't be read (${problem.message}). Correct it, then run this again.`,
    );
  }
  return {
    name: `${posix(relative(process.cwd(), folder)) || '.'}/`,
    policies,
    fileOf: ({ file }) => posix(relative(folder, resolve(file))),
    readSchema: (id) => readBelow(join(folder, '_schemas'), id),
  };
}

/** Reads a file of a folder, and none that a name or a link leads to outside of it. */
async function readBelow(folder: string, id: string): Promise<string | undefined> {
  try {
    const file = await realpath(join(folder, id));
    if (!file.startsWith(`${await realpath(folder)}${sep}`)) return undefined;
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}

const posix = (path: string) => path.replaceAll(sep, '/');
