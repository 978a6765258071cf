import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNode } from '../../demo/childProcess';
import type { Cleanup } from '../../demo/cleanup';
import { fingerprint } from '../../demo/fingerprint';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const cache = file('../../../node_modules/.cache');
const sources = [
  '../drizzle',
  '../lib/archive.ts',
  '../lib/database.ts',
  '../lib/schema.ts',
  '../lib/seed.ts',
  '../package.json',
];

/**
 * The folder of a database with the documents that the example starts with. Postgres needs five
 * seconds to set one up, and less than one to open it. So the folder is kept for the next demo.
 */
export function seededDatabase(cleanup: Cleanup): Promise<string> {
  return (seeding ??= seed(cleanup));
}

let seeding: Promise<string> | undefined;

async function seed(cleanup: Cleanup): Promise<string> {
  const folder = join(cache, `demo-database-${fingerprint(sources.map(file), {}).slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}-${process.pid}`;
  cleanup.add(() => rm(unfinished, { recursive: true, force: true }));
  await mkdir(unfinished, { recursive: true });
  const args = ['--import', 'tsx', file('./seedDatabase.ts')];
  const env = { ...process.env, DATABASE_DIR: unfinished };
  const run = runNode(args, { cwd: file('..'), env });
  cleanup.add(run.stop);
  if ((await run.ended) !== 0) throw new Error(`The database can’t be set up.\n\n${run.output()}`);
  // Another demo may have made the folder in the meantime.
  await rename(unfinished, folder).catch(() => undefined);
  return folder;
}

/** A copy that the app may change. */
export async function copyDatabase(folder: string, cleanup: Cleanup): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'clerk-cerbos-demo-'));
  cleanup.add(() => rm(copy, { recursive: true, force: true }));
  await cp(folder, copy, { recursive: true });
  return copy;
}
