import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/**
 * Lists the files of a folder that Cerbos reads as policies, sorted: YAML and JSON, without tests
 * (`document_test.yaml`), hidden files, and what is in `testdata` or in the root's `_schemas`.
 *
 * @param folder - an absolute path.
 * @returns absolute paths.
 * @see https://docs.cerbos.dev/cerbos/latest/configuration/storage#disk-driver
 */
export async function policyFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => isPolicyPath(relative(folder, file)))
    .sort();
}

/** Says whether Cerbos reads a file of this path, which is relative to the folder of the policies. */
function isPolicyPath(path: string): boolean {
  const names = path.split(sep);
  const name = names.at(-1) ?? '';
  return (
    /\.(?:ya?ml|json)$/i.test(name) &&
    !/_test\.\w+$/i.test(name) &&
    names[0] !== '_schemas' &&
    !names.some((one) => one.startsWith('.') || one === 'testdata')
  );
}
