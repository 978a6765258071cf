import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cerbosBinary } from '../../src/testing/cerbos/cerbosBinary';
import { root } from '../setup/publishedPackage';

const examples = ['nextjs', 'mcp'];

function compile(name: string, ...flags: readonly string[]) {
  const example = join(root, 'examples', name);
  const args = ['compile', join(example, 'policies'), ...flags];
  const { status, stdout, stderr } = spawnSync(cerbosBinary(example), args, { encoding: 'utf8' });
  return { status, text: stdout + stderr };
}

test.each(examples)(
  'the policies of examples/%s compile and pass their tests, with attributes checked by schema',
  (example) => {
    const { status, text } = compile(example);
    expect(text).not.toMatch(/FAILED|ERROR/);
    expect(text).toMatch(/\d{3} tests executed/);
    expect(status).toBe(0);
  },
);

test.each(examples)(
  'the policies of examples/%s decide the same where no schema has refused anything before',
  (example) => {
    const { status, text } = compile(example, '--ignore-schemas');
    expect(text).not.toMatch(/FAILED|ERROR/);
    expect(status).toBe(0);
  },
);
