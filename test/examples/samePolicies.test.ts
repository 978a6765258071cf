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
  (name) =>
    !['nextjs', 'mcp'].includes(name) && readdirSync(join(examples, name)).includes('policies'),
);

test('more than two examples have policies', () => {
  expect(others.length).toBeGreaterThan(2);
});

test.each(others)('examples/%s has the policies of examples/nextjs, byte for byte', (example) => {
  expect(policiesOf(example)).toEqual(policiesOf('nextjs'));
});

test('examples/mcp has the policies of examples/nextjs, and adds to the end of three of them', () => {
  const mcp = policiesOf('mcp');
  const nextjs = Object.entries(policiesOf('nextjs'));
  const changed = nextjs.filter(([name, text]) => !mcp[name]?.startsWith(text));
  expect(changed, 'changed before their end').toEqual([]);
  const longer = nextjs.filter(([name, text]) => mcp[name] !== text).map(([name]) => name);
  expect(longer.toSorted()).toEqual([
    'policies/derived_roles/document_roles.yaml',
    'policies/resource_policies/document.yaml',
    'policies/resource_policies/library.yaml',
  ]);
});

// So the added rules give no person anything, in either example.
test('what examples/mcp adds to the policies of examples/nextjs is for machines only', () => {
  const mcp = policiesOf('mcp');
  const added = Object.entries(policiesOf('nextjs'))
    .map(([name, text]) => mcp[name]?.slice(text.length) ?? '')
    .join('\n');
  const listed = (key: string) =>
    [...added.matchAll(new RegExp(`^ +${key}:\\n((?: +- \\S+\\n)+)`, 'gm'))]
      .flatMap(([, items = '']) => items.match(/\S+$/gm) ?? [])
      .toSorted();
  expect(new Set(listed('parentRoles'))).toEqual(new Set(['api_key', 'oauth_token']));
  expect(new Set(listed('roles'))).toEqual(new Set(['api_key', 'oauth_token']));
  expect(new Set(listed('derivedRoles'))).toEqual(
    new Set(['agent', 'agent_of_owner', 'organization_key']),
  );
  expect(added.match(/^ +- name: \S+/gm)).toHaveLength(6);
});
