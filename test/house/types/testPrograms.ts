import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type ts from 'typescript';
import { expect, it } from 'vitest';
import { borrowedTypes } from '../../setup/borrowedTypes';
import { entrySources } from '../../setup/entrySources';
import { entries, root } from '../../setup/publishedPackage';

// Each program holds what must compile, and behind @ts-expect-error what must not. Which policies
// are registered is global, so each is compiled alone.
const folder = fileURLToPath(new URL('./programs', import.meta.url));
const programs = readdirSync(folder).filter((name) => /^[a-z].*\.tsx?$/.test(name));

const paths = borrowedTypes();

const sourceOf = Object.fromEntries(
  Object.entries(entrySources).map(([name, source]) => [name, `./${source}`]),
);
const toSources = Object.entries(sourceOf).map(([name, source]) => [name, [source]]);
const sources = { paths: { ...paths, ...Object.fromEntries(toSources) } };

// What the entries are to the compiler, their sources or their declarations, and a program beside
// which all of it is checked: beside each, it would take minutes. `npm run typecheck` checks the
// sources without policies. Declarations for ES modules and for CommonJS are not for one program:
// both add to Fastify's types.
const ourSources: Ours = { 'registered.ts': Object.values(sourceOf) };
const ourDeclarations: Ours = {
  'registered.ts': filesOf('.d.ts'),
  'unregistered.ts': filesOf('.d.cts'),
};

type Ours = Readonly<Record<string, readonly string[]>>;

function filesOf(suffix: string): string[] {
  return entries().flatMap(({ files }) => files.filter((file) => file.endsWith(suffix)));
}

/** Compiles the programs with one version of TypeScript, beside our sources. */
export function testSources(api: typeof ts): void {
  testPrograms('the sources', api, { ...bundler(api), ...sources });
}

/** The same beside what is published, as each resolution of modules sees it; and all of ours. */
export function testPackage(api: typeof ts): void {
  testAllOfOurs('the sources', api, { ...bundler(api), ...sources }, ourSources);
  for (const [what, options] of [
    ['the package, for a bundler', bundler(api)],
    ['the package, for Node', node(api)],
  ] as const) {
    testPrograms(what, api, options);
    testAllOfOurs(what, api, options, ourDeclarations);
  }
}

function testPrograms(what: string, api: typeof ts, options: ts.CompilerOptions): void {
  it.each(programs)(
    `with ${what}, %s compiles, and what must not compile in it does not`,
    (name) => {
      const program = compile([join(folder, name)], api, options);
      expect(errorsIn(folder, program, api)).toEqual([]);
    },
  );
}

function testAllOfOurs(
  what: string,
  api: typeof ts,
  options: ts.CompilerOptions,
  ours: Ours,
): void {
  it.each(Object.entries(ours))(`with ${what}, beside %s, all of ours compiles`, (name, files) => {
    const all = [join(folder, name), ...files.map((file) => join(root, file))];
    expect(errorsIn(root, compile(all, api, options), api)).toEqual([]);
  });
}

/** How an app is compiled that a bundler builds. */
export function bundler(api: typeof ts): ts.CompilerOptions {
  return {
    target: api.ScriptTarget.ES2022,
    lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    module: api.ModuleKind.ESNext,
    moduleResolution: api.ModuleResolutionKind.Bundler,
    types: ['node'],
    typeRoots: [`${root}/node_modules/@types`],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    // Ours are checked, too; about those of others, nobody asks.
    skipLibCheck: false,
    jsx: api.JsxEmit.ReactJSX,
    noEmit: true,
    paths,
    pathsBasePath: root,
  };
}

/** Compiles what must not be mistaken for an answer, as an app sees it that sets `strict` alone. */
export function testStrictAlone(api: typeof ts): void {
  it('with strict alone, misuses.ts compiles, and what must not compile in it does not', () => {
    expect(errorsIn(folder, strictProgram('misuses.ts', api).program, api)).toEqual([]);
  });
}

/** A program with what an app has that sets `strict` alone, and ours as its sources are. */
export function strictProgram(name: string, api: typeof ts, more: ts.CompilerOptions = {}) {
  const options = {
    ...bundler(api),
    ...sources,
    exactOptionalPropertyTypes: false,
    noUncheckedIndexedAccess: false,
    ...more,
  };
  const file = join(folder, name);
  return { file, program: compile([file], api, options) };
}

/** The same, for Node. */
export function node(api: typeof ts): ts.CompilerOptions {
  return {
    ...bundler(api),
    module: api.ModuleKind.NodeNext,
    moduleResolution: api.ModuleResolutionKind.NodeNext,
  };
}

/** Compiles the program of React Router with version 8 in the place of 7. */
export function testReactRouter8(api: typeof ts): void {
  it('with React Router 8, reactRouter.ts compiles as it does with 7', () => {
    const types = './test/behaviour/apps/react-router-8/node_modules/react-router/dist';
    const paths = {
      ...sources.paths,
      'react-router': [`${types}/production/index.d.ts`],
      'react-router/internal': [`${types}/development/lib/types/internal.d.ts`],
    };
    const options = { ...bundler(api), ...sources, paths };
    const program = compile([join(folder, 'reactRouter.ts')], api, options);
    expect(errorsIn(root, program, api)).toEqual([]);
    const read = program.getSourceFiles().map(({ fileName }) => fileName);
    const of8 = read.filter((name) => name.includes('react-router-8/node_modules/react-router/'));
    expect(of8).not.toEqual([]);
    expect(read.filter((name) => name.includes('/node_modules/react-router/'))).toEqual(of8);
  });
}

// A file is parsed once for all programs that read it alike, as most of each is types of others.
// Those that read it otherwise come later, and what was parsed may go.
let latest: { readonly reading: string; readonly host: ts.CompilerHost } | undefined;

/** A program of these files. */
export function compile(
  files: readonly string[],
  api: typeof ts,
  options: ts.CompilerOptions,
): ts.Program {
  const reading = `${api.version} ${String(options.module)}`;
  if (latest?.reading !== reading) latest = { reading, host: createSharingHost(api, options) };
  return api.createProgram(files, options, latest.host);
}

function createSharingHost(api: typeof ts, options: ts.CompilerOptions): ts.CompilerHost {
  const host = api.createCompilerHost(options);
  const parsed = new Map<string, ts.SourceFile | undefined>();
  return {
    ...host,
    getSourceFile: (name, ...how) => {
      if (!parsed.has(name)) parsed.set(name, host.getSourceFile(name, ...how));
      return parsed.get(name);
    },
  };
}

/** Errors: those of the program as a whole, and those in its files below a folder, packages aside. */
export function errorsIn(place: string, program: ts.Program, api: typeof ts): string[] {
  const files = program
    .getSourceFiles()
    .filter(({ fileName: name }) => name.startsWith(place) && !name.includes('/node_modules/'));
  expect(files).not.toHaveLength(0);
  const diagnostics = files.flatMap((file) => api.getPreEmitDiagnostics(program, file));
  return api.sortAndDeduplicateDiagnostics(diagnostics).map((diagnostic) => {
    const at = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
    const text = api.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
    return `${diagnostic.file?.fileName ?? ''}:${(at?.line ?? 0) + 1} ${text}`;
  });
}
