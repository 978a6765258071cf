import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { root } from '../setup/publishedPackage';

const page = readFileSync(join(root, 'docs/start/remix.md'), 'utf8');
const options = { module: 'esnext', target: 'es2022', types: [], noEmit: true };

/** What this TypeScript says of options in a tsconfig.json, without a look at any file. */
function refusals(compilerOptions: object): readonly string[] {
  const files = { ...ts.sys, readDirectory: () => [] };
  const json = { files: ['app.ts'], compilerOptions: { ...options, ...compilerOptions } };
  const { options: parsed } = ts.parseJsonConfigFileContent(json, files, root);
  return ts
    .createProgram({ rootNames: [], options: parsed })
    .getOptionsDiagnostics()
    .map(({ code, messageText }) => {
      const [line] = ts.flattenDiagnosticMessageText(messageText, '\n').split('\n');
      return `error TS${String(code)}: ${line ?? ''}`;
    });
}

it.each([
  ['baseUrl', { moduleResolution: 'bundler', baseUrl: '.' }, /^.*$/],
  // The rest of the message is the same as above.
  ['moduleResolution', { moduleResolution: 'node' }, /^.* is deprecated/],
])("the page of Remix quotes what TypeScript says of the templates' %s", (_, written, part) => {
  const [refusal = '', ...more] = refusals(written);
  expect(more).toEqual([]);
  expect(refusal).toContain('error TS5');
  expect(page).toContain(part.exec(refusal)?.[0]);
});

it('the lines that the page of Remix gives are accepted', () => {
  const [, json = ''] = /```json\n(\{\n {2}"compilerOptions"[^`]*)```/.exec(page) ?? [];
  const { config }: { config?: { compilerOptions?: object } } = ts.parseConfigFileTextToJson(
    'tsconfig.json',
    json,
  );
  expect(config?.compilerOptions).toHaveProperty('moduleResolution', 'bundler');
  expect(refusals(config?.compilerOptions ?? {})).toEqual([]);
});
