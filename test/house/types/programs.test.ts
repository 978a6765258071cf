import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import ts59 from 'typescript-5.9';
import { describe, expect, it } from 'vitest';
import { borrowedTypes } from '../../setup/borrowedTypes';

// Each program holds what must compile, and behind @ts-expect-error what must not. Which policies
// are registered is global, so each is compiled alone.
const folder = fileURLToPath(new URL('./programs', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const programs = readdirSync(folder).filter((name) => /^[a-z].*\.tsx?$/.test(name));

const paths = borrowedTypes();

const sources = {
  paths: {
    ...paths,
    'clerk-cerbos': ['./src/index.ts'],
    'clerk-cerbos/express': ['./src/adapters/express/index.ts'],
    'clerk-cerbos/fastify': ['./src/adapters/fastify/index.ts'],
    'clerk-cerbos/hono': ['./src/adapters/hono/index.ts'],
    'clerk-cerbos/nextjs': ['./src/adapters/nextjs/index.ts'],
    'clerk-cerbos/nextjs/pages': ['./src/adapters/nextjs-pages/index.ts'],
    'clerk-cerbos/otel': ['./src/otel/index.ts'],
    'clerk-cerbos/react': ['./src/react/index.ts'],
    'clerk-cerbos/react/inspector': ['./src/react/inspector/index.ts'],
    'clerk-cerbos/react-router': ['./src/adapters/react-router/index.ts'],
    'clerk-cerbos/remix': ['./src/adapters/remix/index.ts'],
  },
};

const setups: [string, typeof ts, ts.CompilerOptions][] = [
  ['TypeScript 6.0, the sources', ts, { ...bundler(ts), ...sources }],
  ['TypeScript 6.0, the package, for a bundler', ts, bundler(ts)],
  ['TypeScript 6.0, the package, for Node', ts, node(ts)],
  // The two declare the same API, but as types that know nothing of each other.
  ['TypeScript 5.9, the package, for a bundler', ts59 as unknown as typeof ts, bundler(ts)],
  ['TypeScript 5.9, the package, for Node', ts59 as unknown as typeof ts, node(ts)],
  ['TypeScript 5.9, the sources', ts59 as unknown as typeof ts, { ...bundler(ts), ...sources }],
];

function bundler(api: typeof ts): ts.CompilerOptions {
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
    skipLibCheck: true,
    jsx: api.JsxEmit.ReactJSX,
    noEmit: true,
    paths,
    pathsBasePath: root,
  };
}

function node(api: typeof ts): ts.CompilerOptions {
  return {
    ...bundler(api),
    module: api.ModuleKind.NodeNext,
    moduleResolution: api.ModuleResolutionKind.NodeNext,
  };
}

describe.each(setups)('with %s', (_, api, options) => {
  it.each(programs)('%s compiles, and what must not compile in it does not', (name) => {
    const program = api.createProgram([`${folder}/${name}`], options);
    expect(errorsOf(program, api)).toEqual([]);
  });
});

it('with React Router 8, reactRouter.ts compiles as it does with 7', () => {
  const types = './test/behaviour/apps/react-router-8/node_modules/react-router/dist';
  const paths = {
    ...sources.paths,
    'react-router': [`${types}/production/index.d.ts`],
    'react-router/internal': [`${types}/development/lib/types/internal.d.ts`],
  };
  const options = { ...bundler(ts), ...sources, paths };
  const program = ts.createProgram([`${folder}/reactRouter.ts`], options);
  expect(errorsOf(program, ts)).toEqual([]);
  const read = program.getSourceFiles().map(({ fileName }) => fileName);
  const of8 = read.filter((name) => name.includes('react-router-8/node_modules/react-router/'));
  expect(of8).not.toEqual([]);
  expect(read.filter((name) => name.includes('/node_modules/react-router/'))).toEqual(of8);
});

function errorsOf(program: ts.Program, api: typeof ts): string[] {
  return api.getPreEmitDiagnostics(program).map((diagnostic) => {
    const at = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
    const text = api.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
    return `${diagnostic.file?.fileName ?? ''}:${(at?.line ?? 0) + 1} ${text}`;
  });
}
