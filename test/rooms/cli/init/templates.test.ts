import prettier from 'prettier';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { frameworks } from '../../../../src/cli/init/frameworks';
import { codeOf } from './codeOf';

describe.each(frameworks.map(({ id }) => id))('the files that init writes for %s', (id) => {
  it('are JavaScript without a trace of types, in an app without them', async () => {
    for (const { path, text } of await codeOf(id, { isTypeScript: false })) {
      expect(path).toMatch(/\.jsx?$/);
      const { diagnostics = [] } = ts.transpileModule(text, {
        fileName: path,
        reportDiagnostics: true,
        compilerOptions: { allowJs: true, jsx: ts.JsxEmit.Preserve },
      });
      expect(diagnostics.map(({ messageText }) => messageText)).toEqual([]);
      expect(text).not.toMatch(/[«»]/);
    }
  });

  it('are formatted, in both languages', async () => {
    for (const isTypeScript of [true, false]) {
      for (const { path, text } of await codeOf(id, { isTypeScript })) {
        const options = { filepath: path, singleQuote: true, printWidth: 100 };
        expect(text, path).toBe(await prettier.format(text, options));
      }
    }
  });
});
