import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';
import { describe, expect, it } from 'vitest';
import { cerbosBinary } from '../../src/testing/cerbos/cerbosBinary';
import { root } from '../setup/publishedPackage';
import { makeFixtures } from './makeFixtures';
import { pack, packCopy } from './pack';

function compile(folder: string, ...flags: readonly string[]) {
  const args = ['compile', folder, ...flags];
  const { status, stdout, stderr } = spawnSync(cerbosBinary(root), args, { encoding: 'utf8' });
  return { status, text: stdout + stderr };
}

const fixtures = 'tests/testdata/principals.json';

describe('the policy pack', () => {
  it.each([
    ['with attributes checked by schema', []],
    ['where no schema has refused anything before', ['--ignore-schemas']],
  ])('compiles and passes its own tests, %s', (_, flags) => {
    const { status, text } = compile(pack, ...flags);
    expect(text).not.toMatch(/FAILED|ERROR/);
    expect(text).toMatch(/\d{4} tests executed/);
    expect(status).toBe(0);
  });

  it('is tested with principals of just the kind that our code makes now', async () => {
    const made = await prettier.format(await makeFixtures(), { parser: 'json', printWidth: 100 });
    // `npm run fixtures` writes them.
    expect(readFileSync(join(pack, fixtures), 'utf8')).toBe(made);
  });

  it('would fail its tests with principals that lack an attribute', async () => {
    const folder = await packCopy({}, [[fixtures, '"actorId": "",', '']]);
    const { status, text } = compile(folder);
    expect(text).toContain('FAILED');
    expect(status).not.toBe(0);
  });
});

const policies = readdirSync(pack, { recursive: true, encoding: 'utf8' })
  .filter((name) => /^(derived_roles|exports|resource_policies)\b.*\.yaml$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(pack, name), 'utf8') }));

/** The items of every list of that name, as they are indented. */
function lists(text: string, name: string): string[][] {
  const found = text.matchAll(new RegExp(`^ *${name}:\\n((?: +- .+\\n)+)`, 'gm'));
  return [...found].map(([, items = '']) =>
    [...items.matchAll(/- (.+)/g)].map(([, item = '']) => item),
  );
}

describe('each policy of the pack', () => {
  it('gives a derived role parents with names', () => {
    const roles = policies.filter(({ text }) => text.includes('derivedRoles:\n  name:'));
    expect(roles).toHaveLength(2);
    for (const { text } of roles) {
      const parents = lists(text, 'parentRoles');
      expect(parents).toHaveLength([...text.matchAll(/^ {4}- name: /gm)].length);
      expect(parents.flat()).not.toContain("'*'");
    }
  });

  it('denies all roles where it denies, since one role that allows is enough', () => {
    const denying = policies.flatMap(({ text }) =>
      text.split(/^ {4}- name: /m).filter((rule) => rule.includes('EFFECT_DENY')),
    );
    expect(denying.length).toBeGreaterThan(2);
    for (const rule of denying) {
      expect(lists(rule, 'roles')).toEqual([["'*'"]]);
      expect(rule).not.toContain('derivedRoles');
    }
  });

  it('has the attributes checked, of whoever asks and of what is asked about', () => {
    const resources = policies.filter(({ text }) => text.includes('resourcePolicy:'));
    expect(resources.length).toBeGreaterThan(7);
    for (const { text } of resources) {
      expect(text).toContain('ref: cerbos:///clerk_principal.json');
      expect(text).toMatch(
        /resourceSchema:\n +ref: cerbos:\/\/\/(project|billing|report|note|mcp_(tool|prompt|resource))\.json/,
      );
    }
  });
});
