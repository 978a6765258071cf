import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../setup/publishedPackage';

const examples = join(root, 'examples');

/** Every file of an example's policies, and the configuration of its PDP. */
function policiesOf(example: string): Record<string, string> {
  const names = readdirSync(join(examples, example, 'policies'), { recursive: true });
  const files = ['cerbos.yaml', ...names.map((name) => join('policies', String(name)))];
  return Object.fromEntries(
    files
      .filter((name) => /\.(yaml|json)$/.test(name))
      .map((name) => [name, readFileSync(join(examples, example, name), 'utf8')]),
  );
}

const others = readdirSync(examples).filter(
  (name) => name !== 'nextjs' && readdirSync(join(examples, name)).includes('policies'),
);

test('more than two examples have policies', () => {
  expect(others.length).toBeGreaterThan(2);
});

test.each(others)('examples/%s has the policies of examples/nextjs, byte for byte', (example) => {
  expect(policiesOf(example)).toEqual(policiesOf('nextjs'));
});
