import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { entries, root } from './publishedPackage';

const inputs = [
  'src',
  'package.json',
  'tsconfig.json',
  'tsup.config.ts',
  'test/setup/emitDeclarations.ts',
];

function modified(path: string): number {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function filesBelow(path: string): string[] {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path), { recursive: true, encoding: 'utf8' }).map((name) =>
    join(path, name),
  );
}

function isFresh(): boolean {
  const newestInput = Math.max(...inputs.flatMap(filesBelow).map(modified));
  const outputs = entries().flatMap(({ files }) => files);
  return Math.min(...outputs.map(modified)) > newestInput;
}

/**
 * Builds `dist` unless it is newer than everything it is built from. The suites that read the
 * built package (and the example, which depends on it) can so run right after `npm ci`.
 */
export default function ensureBuilt(): void {
  if (isFresh()) return;
  console.log('Building dist, since the sources are newer …');
  const started = performance.now();
  const build = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, encoding: 'utf8' });
  if (build.status !== 0) throw new Error(`The build failed:\n${build.stdout}${build.stderr}`);
  console.log(`Built dist in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensureBuilt();
