import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { borrowedTypes } from '../setup/borrowedTypes';
import { root } from '../setup/publishedPackage';

/** A piece of TypeScript that a reader may copy. */
export interface Snippet {
  /** Where it stands: `README.md:31`, or `src/errors.ts: DeniedError`. */
  readonly origin: string;
  /** The file a first-line comment names, `// lib/authz.ts`; other snippets import it as `@/lib/authz`. */
  readonly path: string | undefined;
  readonly code: string;
  readonly extension: 'ts' | 'tsx';
}

// A virtual folder inside the repository, so that imports resolve as they would beside the package.
const folder = posix.join(root.replaceAll('\\', '/'), 'test-results/snippets');

/** The fenced `ts` and `tsx` blocks of a text. */
export function fencedSnippets(text: string, originAt: (line: number) => string): Snippet[] {
  return [...text.matchAll(/^```(tsx?)\b[^\n]*\n(.*?)^```/gms)].map((match) => {
    const [, language, code = ''] = match;
    return {
      origin: originAt(text.slice(0, match.index).split('\n').length),
      path: /^\/\/ ([\w./[\]-]+\.tsx?)\s*$/m.exec(code.split('\n', 1)[0] ?? '')?.[1],
      code,
      extension: language === 'tsx' ? 'tsx' : 'ts',
    };
  });
}

/** The snippets of a Markdown file. */
export function markdownSnippets(file: string): Snippet[] {
  const text = readFileSync(join(root, file), 'utf8');
  return fencedSnippets(text, (line) => `${file}:${String(line)}`);
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  jsx: ts.JsxEmit.ReactJSX,
  types: ['node'],
  paths: { ...borrowedTypes(), '@/*': [`${folder}/app/*`] },
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  noEmit: true,
};

function format({ messageText, file, start }: ts.Diagnostic, origins: Map<string, string>): string {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  if (file === undefined) return message;
  const line = file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
  return `${origins.get(file.fileName) ?? file.fileName}, line ${String(line)} of the snippet: ${message}`;
}

function compileProgram(files: Map<string, Snippet>): string[] {
  const origins = new Map([...files].map(([name, { origin }]) => [name, origin]));
  const host = ts.createCompilerHost(options);
  const disk = { ...host };
  host.getCurrentDirectory = () => root;
  host.fileExists = (name) => files.has(name) || disk.fileExists(name);
  host.readFile = (name) => files.get(name)?.code ?? disk.readFile(name);
  host.directoryExists = (name) =>
    `${name}/`.startsWith(`${folder}/`) || (disk.directoryExists?.(name) ?? true);
  host.getSourceFile = (name, ...rest) => {
    const snippet = files.get(name);
    return snippet === undefined
      ? disk.getSourceFile(name, ...rest)
      : ts.createSourceFile(name, snippet.code, ts.ScriptTarget.ES2022, true);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  const diagnostics = [
    ...program.getOptionsDiagnostics(),
    ...[...files.keys()].flatMap((name) => {
      const source = program.getSourceFile(name);
      return [
        ...program.getSyntacticDiagnostics(source),
        ...program.getSemanticDiagnostics(source),
      ];
    }),
  ];
  return diagnostics.map((diagnostic) => format(diagnostic, origins));
}

// In a file without an import or export, `declare module` replaces the package instead of adding
// to it, and only whoever imports it then gets an error.
const probe = (origin: string): Snippet => ({
  origin: `An app that registers its policies as ${origin} shows`,
  path: undefined,
  code: `import { createClerkCerbos } from 'clerk-cerbos';\nexport default createClerkCerbos;\n`,
  extension: 'ts',
});

/**
 * Type-checks all snippets against the built package, strictly, and returns what the compiler
 * says. A snippet that registers its policies would change the types of all others, so each of
 * those gets a program of its own.
 */
export function compile(snippets: readonly Snippet[]): string[] {
  const named = new Map<string, Snippet>();
  const loose = new Map<string, Snippet>();
  const registering: Snippet[] = [];
  for (const [index, snippet] of snippets.entries()) {
    const { path, code, extension } = snippet;
    if (/\binterface Register\b/.test(code)) registering.push(snippet);
    else if (path !== undefined) named.set(`${folder}/app/${path}`, snippet);
    else loose.set(`${folder}/${String(index)}.${extension}`, snippet);
  }
  return [
    ...compileProgram(new Map([...named, ...loose])),
    ...registering.flatMap((snippet) => {
      const files = new Map([[`${folder}/probe.ts`, probe(snippet.origin)]]);
      // One that names its file belongs to the app that the others with a name make up.
      if (snippet.path !== undefined) for (const [name, file] of named) files.set(name, file);
      files.set(`${folder}/app/${snippet.path ?? 'register.ts'}`, snippet);
      return compileProgram(files);
    }),
  ];
}
