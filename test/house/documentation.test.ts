import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../setup/publishedPackage';
import { errorCodes, publicNames } from './publicEntries';
import { type Snippet, fencedSnippets, markdownSnippets, programsOf } from './snippets';

const names = [...publicNames().values()].flat();

function exampleSnippets(): Snippet[] {
  return names.flatMap(({ origin, examples }) =>
    examples.flatMap((example) => fencedSnippets(example, () => `${origin}, @example`)),
  );
}

const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
const readmes = [
  'README.md',
  ...pages.map((name) => `docs/${name}`),
  ...readdirSync(join(root, 'examples')).map((name) => `examples/${name}/README.md`),
].filter((file) => existsSync(join(root, file)));

const snippets = [...exampleSnippets(), ...readmes.flatMap(markdownSnippets)];
const programs = programsOf(snippets);

// One test each, as all of them together are minutes of work for a machine that is busy.
describe.each(programs)('$name compile against the built package', (program) => {
  beforeAll(() => {
    program.read();
  });

  it.each(program.snippets)('$origin', (snippet) => {
    expect(program.errorsOf(snippet)).toEqual([]);
  });
});

describe('the documentation', () => {
  it('says of every export what it is', () => {
    expect(names.filter(({ summary }) => summary === '').map(({ origin }) => origin)).toEqual([]);
  });

  it('shows an example of every function, class and constant', () => {
    const without = names.filter(({ isValue, examples }) => isValue && examples.length === 0);
    expect(without.map(({ origin }) => origin)).toEqual([]);
  });

  it('fences every example as TypeScript, so that it can be compiled', () => {
    const loose = names.filter(
      ({ examples, origin }) =>
        examples.length > 0 &&
        examples.some((example) => fencedSnippets(example, () => origin).length === 0),
    );
    expect(loose.map(({ origin }) => origin)).toEqual([]);
  });

  it('has every snippet compiled', () => {
    expect(snippets.length).toBeGreaterThan(10);
    const compiled = programs.flatMap((program) => program.snippets);
    expect(snippets.filter((snippet) => !compiled.includes(snippet))).toEqual([]);
  });

  it('would notice a snippet that does not compile', () => {
    const snippet: Snippet = {
      origin: 'a wrong snippet',
      path: undefined,
      extension: 'ts',
      code: `import { createClerkCerbos } from 'clerk-cerbos';\ncreateClerkCerbos({ cerbos: 1 });\n`,
    };
    expect(programsOf([snippet]).map(({ errorsOf }) => errorsOf(snippet))).toEqual([
      [expect.stringContaining('a wrong snippet, line 2')],
    ]);
  });

  it('explains every error code in the README', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const rows = [...readme.matchAll(/^\|[^|]*\| `([a-z_]+)` *\|/gm)].map(([, code]) => code);
    expect(rows.sort()).toEqual(errorCodes().sort());
  });

  it('shows only policies that Cerbos compiles', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const policies = [...readme.matchAll(/^```yaml\n# policies\/(\S+)\n(.*?)^```/gms)];
    expect(policies.length).toBeGreaterThan(0);
    const folder = mkdtempSync(join(tmpdir(), 'clerk-cerbos-policies-'));
    try {
      for (const [, file = '', policy = ''] of policies) writeFileSync(join(folder, file), policy);
      const cerbos = join(root, 'node_modules/.bin/cerbos');
      expect(() => execFileSync(cerbos, ['compile', folder], { stdio: 'pipe' })).not.toThrow();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
