import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cerbosBinary } from '../../src/testing/cerbos/cerbosBinary';
import { root } from '../setup/publishedPackage';

const example = join(root, 'examples', 'nextjs');

function compile(...flags: readonly string[]) {
  const args = ['compile', join(example, 'policies'), ...flags];
  const { status, stdout, stderr } = spawnSync(cerbosBinary(example), args, { encoding: 'utf8' });
  return { status, text: stdout + stderr };
}

test("the example's policies compile and pass their tests, with attributes checked by schema", () => {
  const { status, text } = compile();
  expect(text).not.toMatch(/FAILED|ERROR/);
  expect(text).toMatch(/\d{3} tests executed/);
  expect(status).toBe(0);
});

test("the example's policies decide the same where no schema has refused anything before", () => {
  const { status, text } = compile('--ignore-schemas');
  expect(text).not.toMatch(/FAILED|ERROR/);
  expect(status).toBe(0);
});
