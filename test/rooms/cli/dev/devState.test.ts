import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  devStateFile,
  findDev,
  removeDevState,
  writeDevState,
} from '../../../../src/cli/dev/devState';

const url = `http://127.0.0.1:4000/${'a'.repeat(43)}`;
const pdpUrl = 'http://127.0.0.1:3592';
const mine = { pid: process.pid, url, pdpUrl };

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clerk-cerbos-state-'));
  mkdirSync(join(folder, 'node_modules'));
  file = devStateFile(folder) ?? '';
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the file in which dev says where it answers', () => {
  it('is found from a folder below, and readable for its user only', () => {
    writeDevState(file, mine);
    mkdirSync(join(folder, 'src/lib'), { recursive: true });
    expect(findDev(join(folder, 'src/lib'))).toEqual(mine);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('keeps no looser rights of a file that was there', () => {
    mkdirSync(join(folder, 'node_modules/.cache/clerk-cerbos'), { recursive: true });
    writeFileSync(file, '{}', { mode: 0o666 });
    writeDevState(file, mine);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is ignored if another user could have written it', () => {
    writeDevState(file, mine);
    chmodSync(file, 0o666);
    expect(findDev(folder)).toBeUndefined();
  });

  it('is ignored if it is a link', () => {
    writeDevState(file, mine);
    renameSync(file, `${file}.elsewhere`);
    symlinkSync(`${file}.elsewhere`, file);
    expect(findDev(folder)).toBeUndefined();
  });

  it.runIf(process.getuid?.() === 0)('is ignored if it is of another user', () => {
    writeDevState(file, mine);
    chownSync(file, 12_345, 12_345);
    expect(findDev(folder)).toBeUndefined();
  });

  it('does not exist in a project without node_modules', () => {
    rmSync(join(folder, 'node_modules'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{}');
    expect(devStateFile(folder)).toBeUndefined();
    expect(findDev(folder)).toBeUndefined();
  });

  it('is ignored after its dev has ended', () => {
    const { pid } = spawnSync('true');
    writeDevState(file, { ...mine, pid });
    expect(findDev(folder)).toBeUndefined();
  });

  it('is left alone by a dev that is not the last one', () => {
    const other = JSON.stringify({ ...mine, pid: process.ppid });
    writeDevState(file, mine);
    writeFileSync(file, other);
    removeDevState(file);
    expect(readFileSync(file, 'utf8')).toBe(other);
    writeDevState(file, mine);
    removeDevState(file);
    expect(findDev(folder)).toBeUndefined();
  });

  it.each([
    ['another machine', JSON.stringify({ ...mine, url: url.replace('127.0.0.1', '10.0.0.1') })],
    [
      'a name',
      JSON.stringify({ ...mine, url: url.replace('127.0.0.1', '127.0.0.1.evil.example') }),
    ],
    ['a user', JSON.stringify({ ...mine, url: url.replace('4000', '4000@evil.example') })],
    ['no token', JSON.stringify({ ...mine, url: 'http://127.0.0.1:4000/' })],
    ['no process', JSON.stringify({ url, pdpUrl })],
    ['a group of processes', JSON.stringify({ ...mine, pid: -1 })],
    ['the PDP of another machine', JSON.stringify({ ...mine, pdpUrl: 'http://10.0.0.1:3592' })],
    ['a path to its PDP', JSON.stringify({ ...mine, pdpUrl: `${pdpUrl}/admin` })],
    ['nothing', ''],
  ])('is ignored if it has %s', (_, text) => {
    writeDevState(file, mine);
    writeFileSync(file, text);
    expect(findDev(folder)).toBeUndefined();
  });
});
