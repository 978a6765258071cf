import { existsSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { CommandError } from '../CommandError';
import { marker } from './generateTypes';

/**
 * Finds the file that `generate` writes: the one that it has written before, wherever it was moved,
 * or a new one beside the app's other files.
 *
 * @param folder - the folder of the app, an absolute path.
 * @returns the path from that folder.
 * @throws CommandError if there are several.
 */
export async function generatedFile(folder: string): Promise<string> {
  const [found, another] = await findGenerated(folder, folder);
  if (another !== undefined && found !== undefined) {
    throw new CommandError(
      `Two files were written by generate: ${found} and ${another}. Delete one, or name one with --out.`,
    );
  }
  if (found !== undefined) return found;
  const isThere = (path: string) => existsSync(join(folder, path));
  const lib = ['src/lib', 'app/lib', 'lib'].find(isThere) ?? (isThere('src') ? 'src/lib' : 'lib');
  return `${lib}/policies.gen.ts`;
}

const skipped = new Set(['node_modules', 'dist', 'build', 'out', 'coverage']);

async function findGenerated(folder: string, root: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      // A package below, as in a monorepo, has its own.
      const isOurs =
        !skipped.has(entry.name) &&
        !entry.name.startsWith('.') &&
        !existsSync(join(path, 'package.json'));
      if (isOurs) found.push(...(await findGenerated(path, root)));
    } else if (entry.isFile() && /\.[cm]?ts$/.test(entry.name) && (await isGenerated(path))) {
      found.push(relative(root, path));
    }
  }
  return found;
}

/** Says whether a file begins as one that `generate` has written. */
async function isGenerated(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(200), 0, 200, 0);
    return buffer.toString('utf8', 0, bytesRead).includes(marker);
  } finally {
    await file.close();
  }
}
