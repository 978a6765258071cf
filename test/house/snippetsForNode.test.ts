import { describe, expect, it } from 'vitest';
import { markdownPages } from './documentationPages';
import { examplePages } from './examplePages';
import { createPageCompiler } from './snippetPrograms';

const { errorsOf } = createPageCompiler('nodenext');
const pages = [...markdownPages(), ...examplePages()].filter(({ snippets }) => snippets.length > 0);

// documentation.test.ts compiles the same for a bundler, with the strictest options.
describe('a page', () => {
  it.each(pages)('$name compiles alone, as Node.js finds modules', (page) => {
    expect(errorsOf(page)).toEqual([]);
  });
});
