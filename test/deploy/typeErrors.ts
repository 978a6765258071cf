import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../setup/publishedPackage';

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts'],
  types: [],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  skipLibCheck: true,
  noEmit: true,
};

// What the compiler has read of packages is the same for each document.
const parsed = new Map<string, ts.SourceFile | undefined>();

/**
 * Compiles a document as a literal of a type. TypeScript refuses keys that a literal's type does not
 * know, wherever they are, so a misspelt key is an error. A validator that only knows what must be
 * there would take it.
 *
 * @param document - a value that JSON can represent.
 * @param from - the module that exports the type.
 * @param name - the type.
 * @returns what does not fit, in the compiler's words.
 */
export function typeErrors(document: unknown, from: string, name: string): string[] {
  const file = join(root, 'test/deploy/document.virtual.ts');
  const code = `import type { ${name} } from '${from}';
export const document: Required<Pick<${name}, 'apiVersion' | 'kind' | 'metadata' | 'spec'>> & ${name} =
  ${JSON.stringify(document, undefined, 2)};
`;
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === file || fileExists(path);
  host.getSourceFile = (path, language) => {
    if (path === file) return ts.createSourceFile(path, code, language);
    if (!parsed.has(path)) parsed.set(path, getSourceFile(path, language));
    return parsed.get(path);
  };
  const program = ts.createProgram([file], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
