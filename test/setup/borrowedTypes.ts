import { join } from 'node:path';
import ts from 'typescript';
import { root } from './publishedPackage';

/** tsconfig.json, as far as it says where packages are that stand beside an example only. */
interface Config {
  readonly compilerOptions: { readonly paths: Readonly<Record<string, readonly string[]>> };
}

/** Where the types of such packages are, for a program that a test compiles: `paths`, absolute. */
export function borrowedTypes(): Record<string, string[]> {
  // Our own file, which the compiler itself checks.
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile) as {
    config: Config;
  };
  return Object.fromEntries(
    Object.entries(config.compilerOptions.paths).map(([name, files]) => [
      name,
      files.map((file) => join(root, file)),
    ]),
  );
}
