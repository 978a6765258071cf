import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { AppFolder } from '../../../../src/cli/init/AppFolder';
import { makeApp } from './makeApp';

it('writes a file, and the folders on its way', () => {
  const folder = new AppFolder(makeApp({}));
  folder.write('a/b/c.txt', 'text', true);
  expect(folder.read('a/b/c.txt')).toBe('text');
  folder.write('a/b/c.txt', 'other', false);
  expect(folder.read('a/b/c.txt')).toBe('other');
});

it('does not replace a file that has appeared since it looked', () => {
  const folder = new AppFolder(makeApp({ 'a.txt': 'mine' }));
  expect(() => folder.write('a.txt', 'ours', true)).toThrow("a.txt can't be written: EEXIST");
  expect(folder.read('a.txt')).toBe('mine');
});

it('writes nothing where a link leads out of the folder', () => {
  const outside = makeApp({ 'own.txt': 'mine' });
  const app = makeApp({});
  symlinkSync(outside, join(app, 'lib'));
  symlinkSync(join(outside, 'own.txt'), join(app, 'file.txt'));
  symlinkSync(join(outside, 'new.txt'), join(app, 'dangling.txt'));
  const folder = new AppFolder(app);
  for (const path of [
    'lib/authz.ts',
    'lib/deep/authz.ts',
    'file.txt',
    'dangling.txt',
    '../x.txt',
  ]) {
    for (const isNew of [true, false]) {
      expect(() => folder.write(path, 'ours', isNew), path).toThrow(/outside of the app|a link/);
    }
  }
  expect(readdirSync(outside)).toEqual(['own.txt']);
  expect(readFileSync(join(outside, 'own.txt'), 'utf8')).toBe('mine');
});

it('follows a link that stays in the folder, and one to the folder itself', () => {
  const app = makeApp({ 'real/keep': '' });
  symlinkSync(join(app, 'real'), join(app, 'lib'));
  const other = makeApp({});
  symlinkSync(app, join(other, 'app'));
  new AppFolder(join(other, 'app')).write('lib/a.txt', 'text', true);
  expect(readFileSync(join(app, 'real/a.txt'), 'utf8')).toBe('text');
});

it('says what is in the way', () => {
  const app = makeApp({ lib: 'a file' });
  mkdirSync(join(app, 'cerbos.yaml'));
  writeFileSync(join(app, 'x'), '');
  const folder = new AppFolder(app);
  expect(() => folder.write('lib/authz.ts', '', true)).toThrow('lib is a file and no folder');
  expect(() => folder.write('cerbos.yaml', '', true)).toThrow('no plain file');
});
