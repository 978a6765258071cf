import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { missingBinaries, readLockfile } from '../setup/lockfile';
import { root } from '../setup/publishedPackage';
import { sourceFiles } from './moduleGraph';

const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** Everything that is or would be committed. */
function repositoryFiles(): string[] {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  return execFileSync('git', list, { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(root, file)));
}

const written = repositoryFiles().filter((file) => /\.(tsx?|m?js|json|ya?ml|md|css)$/.test(file));

describe('the house', () => {
  it('gives a file one job: none in src is longer than 250 lines', () => {
    const long = sourceFiles()
      .map((file) => ({ file, lines: read(file).trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > 250)
      .map(({ file, lines }) => `${file}: ${String(lines)} lines`);
    expect(long).toEqual([]);
  });

  it('names every room: no utils, helpers, common or misc', () => {
    const nameless = written.filter((file) =>
      /(^|\/)(utils?|helpers?|common|misc)(\/|\.)/i.test(file),
    );
    expect(nameless).toEqual([]);
  });

  it('leaves nothing open in the text', () => {
    // In two halves, or this file would find itself.
    const open = new RegExp(
      `\\b(${['TO', 'DO'].join('')}|${['FIX', 'ME'].join('')}|${['XX', 'X'].join('')})\\b`,
    );
    expect(written.filter((file) => open.test(read(file)))).toEqual([]);
  });

  it('silences no type check', () => {
    const silenced = new RegExp(`@ts-(${['ignore', 'nocheck'].join('|')})\\b`);
    // TanStack's router writes the others.
    const ours = written.filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.gen.ts'));
    const offenders = ours.filter((file) => silenced.test(read(file)));
    expect(offenders).toEqual([]);
  });

  it('locks packages by name, version and hash, but not to the address of one registry', () => {
    const lock: unknown = JSON.parse(read('package-lock.json'));
    expect(JSON.stringify(lock)).not.toMatch(/"resolved":"https?:/);
    expect(JSON.stringify(lock)).toContain('"integrity":"sha512-');
  });

  it('locks the binaries of every platform, since `npm ci` refuses a lockfile without them', () => {
    expect(missingBinaries(readLockfile()).map(({ name }) => name)).toEqual([]);
  });

  it('names no folder of the machine it was written on', () => {
    const home = /(^|[\s'"`(=])\/(home|root|Users|work)\//m;
    const offenders = written.filter(
      (file) => file !== 'package-lock.json' && home.test(read(file)),
    );
    expect(offenders).toEqual([]);
  });
});
