import { format } from 'prettier';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer, Matrix } from '../../../../src/cli/matrix/Matrix';
import { matrixMarkdown, readMatrixMarkdown } from '../../../../src/cli/matrix/matrixMarkdown';

const answer = fc.constantFrom<Answer>('yes', 'no', 'verify');
// Any name that a YAML file can have, on one line and without space around it.
const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .map((text) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '').trim())
  .filter((text) => text !== '');
const matrix: fc.Arbitrary<Matrix> = fc.array(
  fc
    .tuple(name, name, fc.uniqueArray(name, { minLength: 1, maxLength: 4 }))
    .chain(([kind, resource, actions]) =>
      fc.record({
        kind: fc.constant(kind),
        name: fc.constant(resource),
        actions: fc.constant(actions),
        rows: fc.array(
          fc.record({
            person: name,
            answers: fc.array(answer, { minLength: actions.length, maxLength: actions.length }),
          }),
          { minLength: 1, maxLength: 4 },
        ),
      }),
    ),
  { minLength: 1, maxLength: 3 },
);

describe('the matrix as Markdown', () => {
  it('is read back as it was written, whatever the names are', () => {
    fc.assert(
      fc.property(matrix, (written) => {
        expect(readMatrixMarkdown(matrixMarkdown(written), 'matrix.md')).toEqual(written);
      }),
      { numRuns: 500 },
    );
  });

  it('is left alone by a formatter, and read back after one that changed its columns', async () => {
    const written: Matrix = [
      {
        kind: 'document',
        name: 'roadmap_of_ben',
        actions: ['view', 'delete'],
        rows: [
          { person: 'ben_owner', answers: ['yes', 'verify'] },
          { person: 'a|b <i>', answers: ['no', 'no'] },
        ],
      },
    ];
    const text = matrixMarkdown(written);
    expect(await format(text, { parser: 'markdown' })).toBe(text);
    const narrow = text.replace(/ +\|/g, ' |').replace(/-{4,}/g, '---');
    expect(readMatrixMarkdown(narrow, 'matrix.md')).toEqual(written);
  });

  it('refuses a text that is none, and a mark that is none', () => {
    expect(() => readMatrixMarkdown('# Readme', 'README.md')).toThrow(/README\.md has no matrix/);
    const odd = '## document: x\n\n|  | view |\n| --- | --- |\n| ben | maybe |\n';
    expect(() => readMatrixMarkdown(odd, 'matrix.md')).toThrow(/the mark "maybe"/);
  });
});
