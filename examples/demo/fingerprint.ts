import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

// Files that builds and tools write, and the policies, which only the PDP reads.
const ignored = /^(\.data|\.next|node_modules|policies|next-env\.d\.ts|.*\.tsbuildinfo|.*\.map)$/;

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !ignored.test(name))
    .flatMap(({ name }) => filesBelow(join(path, name)))
    .toSorted();
}

/** Changes when the files or settings of a build change, so an equal one means an equal build. */
export function fingerprint(paths: readonly string[], settings: object): string {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const path of paths) {
    for (const file of filesBelow(path)) {
      hash.update(`\n${relative(path, file)}\n`).update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}
