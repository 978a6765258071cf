import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll } from 'vitest';
import { root } from './publishedPackage';

const locks = join(root, 'node_modules/.cache/clerk-cerbos-tests');

/**
 * Waits until no other test file works in a folder, and keeps it for this file until its end. Two
 * files that build the same app would disturb each other.
 */
export async function holdFolder(folder: string): Promise<void> {
  await mkdir(locks, { recursive: true });
  const lock = join(locks, folder.replace(/\W+/g, '-'));
  while (!(await take(lock))) await sleep(200);
  afterAll(() => rm(lock));
}

async function take(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    // A run that was killed leaves its lock behind.
    const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
    if (holder > 0 && !isRunning(holder)) await rm(lock, { force: true });
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
