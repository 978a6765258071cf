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

/** Snippets that are compiled together, and what the compiler says of each. */
export interface SnippetProgram {
  readonly name: string;
  readonly snippets: readonly Snippet[];
  /** Reads all that they import, which takes longer than anything that comes after. */
  readonly read: () => void;
  readonly errorsOf: (snippet: Snippet) => string[];
}

// Every program imports the same declarations, thousands of files of them, and what the compiler
// makes of a file is the same in each, since the options are.
const declarations = new Map<string, ts.SourceFile | undefined>();
const disk = ts.createCompilerHost(options);

function hostOf(files: ReadonlyMap<string, Snippet>): ts.CompilerHost {
  return {
    ...disk,
    getCurrentDirectory: () => root,
    fileExists: (name) => files.has(name) || disk.fileExists(name),
    readFile: (name) => files.get(name)?.code ?? disk.readFile(name),
    directoryExists: (name) =>
      `${name}/`.startsWith(`${folder}/`) || (disk.directoryExists?.(name) ?? true),
    getSourceFile(name, ...rest) {
      const snippet = files.get(name);
      if (snippet !== undefined) {
        return ts.createSourceFile(name, snippet.code, ts.ScriptTarget.ES2022, true);
      }
      if (!declarations.has(name)) declarations.set(name, disk.getSourceFile(name, ...rest));
      return declarations.get(name);
    },
  };
}

function programOf(name: string, files: ReadonlyMap<string, Snippet>): SnippetProgram {
  const origins = new Map([...files].map(([file, { origin }]) => [file, origin]));
  const names = new Map([...files].map(([file, snippet]) => [snippet, file]));
  let made: ts.Program | undefined;
  const program = () => (made ??= ts.createProgram([...files.keys()], options, hostOf(files)));
  return {
    name,
    snippets: [...files.values()],
    read: () => void program().getTypeChecker(),
    errorsOf(snippet) {
      const source = program().getSourceFile(names.get(snippet) ?? '');
      // Without a file, the compiler would be asked of all of them.
      if (source === undefined) throw new Error(`${name} do not have ${snippet.origin}.`);
      return [
        ...program().getOptionsDiagnostics(),
        ...program().getSyntacticDiagnostics(source),
        ...program().getSemanticDiagnostics(source),
      ].map((diagnostic) => format(diagnostic, origins));
    },
  };
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
 * The programs that type-check all snippets against the built package, strictly. A snippet that
 * registers its policies would change the types of all others, so each of those gets a program of
 * its own. None is read before it is asked for something.
 */
export function programsOf(snippets: readonly Snippet[]): SnippetProgram[] {
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
    programOf('the snippets that register no policies', new Map([...named, ...loose])),
    ...registering.map((snippet) => {
      const files = new Map([[`${folder}/probe.ts`, probe(snippet.origin)]]);
      // One that names its file belongs to the app that the others with a name make up.
      if (snippet.path !== undefined) for (const [name, file] of named) files.set(name, file);
      files.set(`${folder}/app/${snippet.path ?? 'register.ts'}`, snippet);
      return programOf(`the snippets with the policies of ${snippet.origin}`, files);
    }),
  ];
}
