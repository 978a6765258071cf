import { format } from 'prettier';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTypes, kindsIn } from '../../../../src/cli/generate/compareTypes';
import { generateTypes } from '../../../../src/cli/generate/generateTypes';
import { resourcePolicy, sourceOf } from './source';

const typesOf = async (...policies: readonly string[]) =>
  (await generateTypes(sourceOf(policies))).text;

describe('compareTypes', () => {
  it('names the kinds and actions that came and went', async () => {
    const before = await typesOf(
      resourcePolicy('document', ['view', 'edit']),
      resourcePolicy('gone', ['view']),
    );
    const now = await typesOf(
      resourcePolicy('document', ['view', 'publish']),
      resourcePolicy('added', ['list', 'open']),
    );
    expect(compareTypes(before, now)).toEqual([
      '+ added: list, open',
      '- document: edit',
      '+ document: publish',
      '- gone',
    ]);
  });

  it('says so if only something else differs', async () => {
    const before = await typesOf(resourcePolicy('document', ['view']));
    const now = await typesOf(resourcePolicy('document', ['view'], { description: 'New.' }));
    expect(compareTypes(before, now)).toEqual(['~ attributes, or descriptions']);
  });

  it('finds no difference after a formatter, whatever the names are', async () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 });
    const layout = fc.record({
      singleQuote: fc.boolean(),
      semi: fc.boolean(),
      quoteProps: fc.constantFrom('as-needed', 'consistent', 'preserve'),
      printWidth: fc.constantFrom(20, 80, 200),
      useTabs: fc.boolean(),
      endOfLine: fc.constantFrom('lf', 'crlf'),
    });
    const kinds = fc.uniqueArray(fc.tuple(name, fc.array(name, { maxLength: 4 }), name), {
      maxLength: 4,
      selector: ([kind]) => kind,
    });
    await fc.assert(
      fc.asyncProperty(kinds, layout, async (some, options) => {
        const text = await typesOf(
          ...some.map(([kind, actions, description]) =>
            resourcePolicy(kind, actions, { description }),
          ),
        );
        const formatted = await format(text, { parser: 'typescript', ...options });
        expect(compareTypes(formatted, text)).toEqual([]);
        expect([...kindsIn(formatted).keys()]).toEqual([...kindsIn(text).keys()]);
      }),
      { numRuns: 60 },
    );
  });
});
