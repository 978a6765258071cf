import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../setup/publishedPackage';
import { markdownPages } from './documentationPages';
import { examplePages } from './examplePages';
import { fences } from './fences';
import { anchorsOf } from './headings';
import { policyErrorsOf } from './pagePolicies';
import { errorCodes, publicNames } from './publicEntries';
import { createPageCompiler } from './snippetPrograms';
import { readPage } from './snippets';

const names = [...publicNames().values()].flat();
const pages = markdownPages();
const examples = examplePages();
const { errorsOf } = createPageCompiler('bundler');

// A page is one little app: it compiles with what the page itself shows, and with nothing else.
describe('a page', () => {
  it.each(pages)('$name has no code that the checks do not see', ({ unseen }) => {
    expect(unseen).toEqual([]);
  });

  const withCode = [...pages, ...examples].filter(({ snippets }) => snippets.length > 0);
  it.each(withCode)('$name compiles alone, for a bundler', (page) => {
    expect(errorsOf(page)).toEqual([]);
  });

  const withPolicies = pages.filter(({ policies }) => policies.length > 0);
  it.concurrent.each(withPolicies)('$name has policies that Cerbos compiles', async (page) => {
    expect(await policyErrorsOf(page)).toEqual([]);
  });

  it('is found: the numbers are printed', () => {
    const count = (found: readonly { readonly length: number }[]) =>
      found.reduce((sum, { length }) => sum + length, 0);
    const snippets = count(pages.map((page) => page.snippets));
    const policies = count(pages.map((page) => page.policies));
    const shown = pages.filter((page) => page.snippets.length > 0).length;
    const inComments = count(examples.map((page) => page.snippets));
    console.log(
      `${snippets} snippets on ${shown} of ${pages.length} pages, ` +
        `${inComments} in doc comments, ${policies} policies on ${withPolicies.length} pages`,
    );
    expect(snippets).toBeGreaterThan(10);
    expect(inComments).toBeGreaterThan(10);
    expect(policies).toBeGreaterThan(0);
  });
});

describe('the check of a page', () => {
  const page = (code: string) => readPage('page.md', `# A page\n\n${code}`);
  const ts = (code: string) => `\`\`\`ts\n${code}\n\`\`\`\n`;

  it('names the line of a snippet that does not compile', () => {
    const wrong = `import { createClerkCerbos } from 'clerk-cerbos';\ncreateClerkCerbos({ cerbos: 1 });`;
    expect(errorsOf(page(ts(wrong)))).toEqual([
      expect.stringMatching(/^page\.md:5: Type 'number'/),
    ]);
  });

  it('finds the files of the same page, and of no other', () => {
    const file = ts(`// lib/one.ts\nexport const one = 1;`);
    const use = ts(`import { one } from '@/lib/one';\nexport const two: number = one + 1;`);
    expect(errorsOf(page(file + use))).toEqual([]);
    expect(errorsOf(page(use))).toEqual([expect.stringContaining(`'@/lib/one'`)]);
  });

  it('compiles all of a page with the policies that it registers', () => {
    const registered = `// lib/policies.ts
export interface Policies { note: { actions: 'read'; attr: object } }
declare module 'clerk-cerbos' { interface Register { policies: Policies } }`;
    const use = `import type { Kind } from 'clerk-cerbos';\nexport const kind: Kind = 'invoice';`;
    expect(errorsOf(page(ts(use)))).toEqual([]);
    expect(errorsOf(page(ts(registered) + ts(use)))).toEqual([
      expect.stringContaining(`'"invoice"' is not assignable`),
    ]);
  });

  it('refuses `declare module` in a file that is no module', () => {
    const [error] = errorsOf(
      page(ts(`declare module 'clerk-cerbos' {\n  interface Register {}\n}`)),
    );
    expect(error).toContain('needs an import or an export');
  });

  it('reads fences in lists, and refuses those that it could not compile', () => {
    const list = '1. Do this:\n\n   ```ts\n   const a = 1;\n   ```\n';
    expect(fences(list)).toEqual([
      { line: 4, language: 'ts', code: 'const a = 1;\n', isQuoted: false },
    ]);
    const unseen = (text: string) => page(text).unseen;
    expect(unseen('```typescript\n```\n')).toEqual([expect.stringContaining('no known language')]);
    expect(unseen('> ```ts\n> 1\n> ```\n')).toEqual([expect.stringContaining('in a quotation')]);
    expect(unseen(ts('// a.ts') + ts('// a.ts'))).toEqual([expect.stringContaining('shows a.ts')]);
    expect(unseen('```yaml\napiVersion: api.cerbos.dev/v1\n```\n')).toEqual([
      expect.stringContaining('# policies/name.yaml'),
    ]);
  });

  it('notices a policy that Cerbos does not compile', async () => {
    const policy = '```yaml\n# policies/a.yaml\napiVersion: api.cerbos.dev/v1\n```\n';
    expect(await policyErrorsOf(page(policy))).toEqual([expect.stringContaining('a.yaml')]);
  });
});

describe('the page of errors', () => {
  it('has a heading for every code, so that a link can lead to it', () => {
    const anchors = anchorsOf(readFileSync(join(root, 'docs/reference/errors.md'), 'utf8'));
    expect(errorCodes().filter((code) => !anchors.has(code))).toEqual([]);
  });
});

describe('the doc comments', () => {
  it('say of every export what it is', () => {
    expect(names.filter(({ summary }) => summary === '').map(({ origin }) => origin)).toEqual([]);
  });

  it('show an example of every function, class and constant', () => {
    const without = names.filter(({ isValue, examples }) => isValue && examples.length === 0);
    expect(without.map(({ origin }) => origin)).toEqual([]);
  });

  it('fence every example as TypeScript, so that it can be compiled', () => {
    const loose = names.filter(({ examples, origin }) =>
      examples.some((example) => readPage(origin, example).snippets.length === 0),
    );
    expect(loose.map(({ origin }) => origin)).toEqual([]);
  });
});
