import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifest, root } from '../setup/publishedPackage';

/** The files that `npm publish` would send, relative to the root. */
export function packedFiles(): string[] {
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // npm documents this shape: one object per package, of which there is one.
  const [packed] = JSON.parse(output) as { files: { path: string }[] }[];
  return (packed?.files ?? []).map(({ path }) => path);
}

/** The package, installed. */
export interface Installed {
  /** Programs in it find the package. */
  readonly folder: string;
  /** Runs a program beside the installed package and returns what it prints. */
  run(file: string, program: string): string;
  remove(): void;
}

/** The package as published, in a folder outside the repository where no peer can be found. */
export function installAlone(): Installed {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'clerk-cerbos-alone-')));
  const target = join(folder, 'node_modules', manifest().name);
  for (const file of packedFiles()) {
    mkdirSync(join(target, file, '..'), { recursive: true });
    cpSync(join(root, file), join(target, file));
  }
  return {
    folder,
    run(file, program) {
      writeFileSync(join(folder, file), program);
      // NODE_PATH and NODE_OPTIONS could lead back to the repository's own node_modules.
      const { NODE_PATH: _path, NODE_OPTIONS: _options, ...env } = process.env;
      return execFileSync(process.execPath, [file], { cwd: folder, env, encoding: 'utf8' });
    },
    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
