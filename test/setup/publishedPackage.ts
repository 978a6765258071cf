import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where an entry of `exports` leads: a file, or one for each condition. */
export type Target = string | { readonly [condition: string]: Target };

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, Target>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** The repository's folder, which is the package's folder too. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** package.json, read anew, since a test must see what would be published. */
export function manifest(): Manifest {
  // Our own file; `publint --strict` checks its whole shape.
  return JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  ) as Manifest;
}

function leaves(target: Target): string[] {
  return typeof target === 'string' ? [target] : Object.values(target).flatMap(leaves);
}

/** The code entries: `clerk-cerbos`, `clerk-cerbos/nextjs`, …, each with its files in `dist`. */
export function entries(): { readonly specifier: string; readonly files: readonly string[] }[] {
  const { name, exports } = manifest();
  return Object.entries(exports)
    .map(([subpath, target]) => ({
      specifier: `${name}${subpath.slice(1)}`,
      files: leaves(target)
        .filter((file) => file.startsWith('./dist/'))
        .map((file) => file.slice(2)),
    }))
    .filter(({ files }) => files.length > 0);
}
