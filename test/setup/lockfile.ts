import { readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './publishedPackage';

interface Locked {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

interface Lockfile {
  readonly packages: Record<string, Locked>;
}

/** An optional package that another one needs on some platform, and that the lockfile leaves out. */
interface Missing {
  /** Where it would stand, `node_modules/@rollup/rollup-darwin-arm64`. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
}

const file = join(root, 'package-lock.json');

/** package-lock.json. */
export function readLockfile(): Lockfile {
  // npm's own file and format.
  return JSON.parse(readFileSync(file, 'utf8')) as Lockfile;
}

/** Where Node looks for what the package at `from` imports. */
function foldersAbove(from: string): string[] {
  const index = from.lastIndexOf('node_modules/');
  return index === -1 ? [from, ''] : [from, ...foldersAbove(from.slice(0, index))];
}

function isFound(packages: Lockfile['packages'], from: string, name: string): boolean {
  return foldersAbove(from).some((folder) => posix.join(folder, 'node_modules', name) in packages);
}

/**
 * The platforms' binaries that the lockfile leaves out. npm does so silently with a registry that
 * lacks them; `npm ci` then refuses the lockfile, or leaves other platforms without their binary.
 */
export function missingBinaries({ packages }: Lockfile): Missing[] {
  return Object.entries(packages).flatMap(([from, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isFound(packages, from, name))
      .map(([name, version]) => ({
        path: `${from.slice(0, from.lastIndexOf('node_modules/'))}node_modules/${name}`,
        name,
        version,
      })),
  );
}

const platform = /(android|darwin|freebsd|linux|openbsd|openharmony|win32)-([a-z0-9]+)(?:-(\w+))?$/;

/** The entry that npm would have written, from what the name says; without a hash. */
function entryOf({ name, version }: Missing, packages: Lockfile['packages']): Locked {
  const [, os, cpu, abi = ''] = platform.exec(name) ?? [];
  const scope = name.slice(0, name.indexOf('/') + 1);
  const sibling = Object.entries(packages).find(
    ([path, locked]) => path.includes(`node_modules/${scope}`) && locked.version === version,
  )?.[1];
  if (os === undefined || sibling === undefined) throw new Error(`${name} names no platform.`);
  const { license, engines, dev } = sibling;
  const libc = abi.startsWith('musl') ? ['musl'] : ['glibc'];
  return {
    version,
    cpu: [cpu],
    ...(dev === true && { dev }),
    ...(os === 'linux' && sibling.libc !== undefined && { libc }),
    ...(license !== undefined && { license }),
    optional: true,
    os: [os],
    ...(engines !== undefined && { engines }),
  };
}

function complete(): void {
  const lockfile = readLockfile();
  const missing = missingBinaries(lockfile);
  for (const binary of missing) {
    lockfile.packages[binary.path] = entryOf(binary, lockfile.packages);
  }
  writeFileSync(file, `${JSON.stringify(lockfile, null, 2)}\n`);
  console.log(`Added ${missing.length} binaries of other platforms to the lockfile.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) complete();
