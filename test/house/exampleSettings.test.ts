import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../setup/publishedPackage';

const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', 'examples'];
const files = execFileSync('git', list, { cwd: root, encoding: 'utf8' }).split('\0');
const settings = files.filter((file) => file.endsWith('/.env.example'));

/** The variables with an address of the PDP that these files name, each once. */
function addressesIn(paths: readonly string[], name: RegExp): string[] {
  const texts = paths.map((path) => readFileSync(join(root, path), 'utf8'));
  return [
    ...new Set(texts.flatMap((text) => [...text.matchAll(name)].map(([, found = '']) => found))),
  ];
}

test('more than two examples have settings', () => {
  expect(settings.length).toBeGreaterThan(2);
});

test.each(settings)('%s sets the address of the PDP that the code of the example reads', (path) => {
  const example = path.replace('.env.example', '');
  const code = files.filter((file) => file.startsWith(example) && /\.tsx?$/.test(file));
  const read = addressesIn(code, /process\.env\.(CERBOS_(?:GRPC|HTTP))\b/g);
  expect(read).toHaveLength(1);
  expect(addressesIn([path], /^(CERBOS_(?:GRPC|HTTP))=/gm)).toEqual(read);
});
