import { posix } from 'node:path';
import ts from 'typescript';
import ts59 from 'typescript-5.9';
import { borrowedTypes } from '../setup/borrowedTypes';
import { root } from '../setup/publishedPackage';
import type { Page, Snippet } from './snippets';

/** How the compiler of an app finds modules: for a bundler, or as Node.js does. */
export type Resolution = 'bundler' | 'nodenext';

/** Compiles pages, each as an app of its own, and says what is wrong with each. */
export interface PageCompiler {
  /** `docs/guides/lists.md:31: Type 'string' is not …` */
  readonly errorsOf: (page: Page) => string[];
}

// A virtual folder inside the repository, so that imports resolve as they would beside the package.
const folder = posix.join(root.replaceAll('\\', '/'), 'test-results/snippets');

// In an app, the package is no folder beside its own files, whose path a declaration could name.
// Here it is a link to the repository: it stays below node_modules, and has no packages inside.
const installed = posix.join(root.replaceAll('\\', '/'), 'node_modules/clerk-cerbos/');
const isHidden = (name: string) => name.startsWith(`${installed}node_modules`);

/** What compiles: each resolution with another version, since their declarations differ, too. */
const apis: Readonly<Record<Resolution, typeof ts>> = {
  bundler: ts,
  // The two declare the same API, but as types that know nothing of each other.
  nodenext: ts59 as unknown as typeof ts,
};

const plain = (api: typeof ts): ts.CompilerOptions => ({
  target: api.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  jsx: api.JsxEmit.ReactJSX,
  types: ['node'],
  paths: borrowedTypes(),
  // Two loose snippets of a page may use the same name.
  moduleDetection: api.ModuleDetectionKind.Force,
  isolatedModules: true,
  // NestJS has decorators of parameters, which only this kind of decorators knows.
  experimentalDecorators: true,
  strict: true,
  skipLibCheck: true,
  // As in each package of a monorepo with project references: what is exported must have a name.
  declaration: true,
  noEmit: true,
});

// Some errors appear only without the two strictest options, and some only with them. So each
// resolution takes one side: nodenext has what docs/start/what-it-is.md tells readers to write.
const optionsOf: Readonly<Record<Resolution, (api: typeof ts) => ts.CompilerOptions>> = {
  bundler: (api) => ({
    ...plain(api),
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    module: api.ModuleKind.ESNext,
    moduleResolution: api.ModuleResolutionKind.Bundler,
  }),
  nodenext: (api) => ({
    ...plain(api),
    module: api.ModuleKind.NodeNext,
    moduleResolution: api.ModuleResolutionKind.NodeNext,
  }),
};

/**
 * A compiler for pages. All its programs share what was read of the packages, thousands of files:
 * what the compiler makes of a file is the same in each, since the options are.
 */
export function createPageCompiler(resolution: Resolution): PageCompiler {
  const api = apis[resolution];
  const options = optionsOf[resolution](api);
  const disk = api.createCompilerHost(options);
  const declarations = new Map<string, ts.SourceFile | undefined>();
  const found = api.createModuleResolutionCache(root, (name) => name, options);
  let count = 0;

  function hostOf(app: App): ts.CompilerHost {
    const host: ts.CompilerHost = {
      ...disk,
      getCurrentDirectory: () => root,
      realpath: (name) => (name.startsWith(installed) ? name : (disk.realpath?.(name) ?? name)),
      fileExists: (name) => app.texts.has(name) || (!isHidden(name) && disk.fileExists(name)),
      readFile: (name) => app.texts.get(name) ?? disk.readFile(name),
      directoryExists: (name) =>
        `${name}/`.startsWith(`${app.folder}/`) ||
        (!isHidden(name) && (disk.directoryExists?.(name) ?? true)),
      getSourceFile(name, how, ...rest) {
        const snippet = app.files.get(name);
        if (snippet !== undefined) return api.createSourceFile(name, snippet.code, how);
        if (!declarations.has(name)) declarations.set(name, disk.getSourceFile(name, how, ...rest));
        return declarations.get(name);
      },
      resolveModuleNameLiterals: (literals, from, redirected, to, source) =>
        literals.map((literal) => {
          const { text } = literal;
          const target = app.fileAt(ownFile(text));
          if (target !== undefined) {
            const extension = target.endsWith('x') ? api.Extension.Tsx : api.Extension.Ts;
            return { resolvedModule: { resolvedFileName: target, extension } };
          }
          const mode = api.getModeForUsageLocation(source, literal, to);
          return api.resolveModuleName(text, from, to, host, found, redirected, mode);
        }),
    };
    return host;
  }

  return {
    errorsOf(page) {
      count += 1;
      const app = appOf(page, `${folder}/${resolution}/${String(count)}`);
      if (app.files.size === 0) return [];
      const program = api.createProgram([...app.files.keys()], options, hostOf(app));
      return [
        ...program.getOptionsDiagnostics().map(textOf),
        ...[...app.files].flatMap(([name, snippet]) => [
          ...whyNoModule(snippet),
          ...errorsIn(program, name, snippet),
        ]),
      ];
    },
  };
}

/**
 * The file of the app that an import means: `@/lib/authz`, `~/lib/authz` as in templates of React
 * Router, `#lib/authz` as in those of SvelteKit, or `~~/server/authz` as in Nuxt.
 */
function ownFile(specifier: string): string | undefined {
  const [, alias = '', path = ''] = /^(@|~~?|#lib)\/(.+)$/.exec(specifier) ?? [];
  const folder = folders.get(alias);
  return folder === undefined ? undefined : `${folder}${path}`;
}

const folders: ReadonlyMap<string, string> = new Map([
  ['@', ''],
  ['~', 'app/'],
  ['~~', ''],
  ['#lib', 'src/lib/'],
]);

/** The files of a page, in a folder that the disk does not have. */
interface App {
  readonly folder: string;
  readonly files: ReadonlyMap<string, Snippet>;
  /** The same as text, and the app's package.json. */
  readonly texts: ReadonlyMap<string, string>;
  readonly fileAt: (path?: string) => string | undefined;
}

// An app of Next.js has no "type": "module" in its package.json. Node.js would not find
// `next/server` from there, since Next.js has no `exports`, while its own build does.
const isOfNext = /from '(?:next|@clerk\/nextjs|clerk-cerbos\/nextjs)(?:\/[\w/-]+)?'/;

function appOf(page: Page, folder: string): App {
  const files = new Map(
    page.snippets.map((snippet, index) => [
      `${folder}/${snippet.path ?? `loose-${String(index)}.${snippet.language}`}`,
      snippet,
    ]),
  );
  const type = page.snippets.some(({ code }) => isOfNext.test(code)) ? 'commonjs' : 'module';
  const texts = new Map([...files].map(([name, { code }]) => [name, code]));
  const suffixes = ['', '.ts', '.tsx', '/index.ts', '/index.tsx'];
  return {
    folder,
    files,
    texts: texts.set(`${folder}/package.json`, JSON.stringify({ type })),
    fileAt: (path = '') =>
      suffixes.map((suffix) => `${folder}/${path}${suffix}`).find((name) => files.has(name)),
  };
}

/** In a file without an import or export, `declare module` replaces the package instead of adding to it. */
function whyNoModule({ code, origin }: Snippet): string[] {
  const adds = /^declare module\b/m.test(code);
  return adds && !/^(?:import|export)\b/m.test(code)
    ? [`${origin}: \`declare module\` needs an import or an export beside it`]
    : [];
}

// "Cannot use 'await' at the top level" of CommonJS. The builds of Next.js and of Vitest let an app.
const topLevelAwait = 1309;

function errorsIn(program: ts.Program, name: string, snippet: Snippet): string[] {
  const source = program.getSourceFile(name);
  // Without a file, the compiler would be asked of all of them.
  if (source === undefined) throw new Error(`The program does not have ${snippet.origin}.`);
  return [
    ...program.getSyntacticDiagnostics(source),
    ...program.getSemanticDiagnostics(source),
    ...program.getDeclarationDiagnostics(source),
  ]
    .filter(({ code }) => code !== topLevelAwait)
    .map((diagnostic) => {
      const line = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line;
      return `${snippet.file}:${String(snippet.line + line)}: ${textOf(diagnostic)}`;
    });
}

function textOf({ messageText }: ts.Diagnostic): string {
  return ts.flattenDiagnosticMessageText(messageText, '\n');
}
