import { readFileSync, readdirSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { entries, manifest, root } from '../setup/publishedPackage';

function declarations(suffix: string): { readonly file: string; readonly text: string }[] {
  return readdirSync(join(root, 'dist'))
    .filter((file) => file.endsWith(suffix))
    .map((file) => ({ file, text: readFileSync(join(root, 'dist', file), 'utf8') }));
}

/** What the types of an entry are about, and so may import. */
const frameworks: Readonly<Record<string, RegExp>> = {
  drizzle: /^drizzle-orm$/,
  express: /^express$/,
  fastify: /^fastify$/,
  hono: /^hono(\/types)?$/,
  nextjs: /^react$/,
  react: /^react$/,
};

describe.each(['.d.ts', '.d.cts'])('the published %s declarations', (suffix) => {
  it('import no package but the framework of the entry, so that no other peer is needed', () => {
    const imports = declarations(suffix).flatMap(({ file, text }) => {
      const { importedFiles, typeReferenceDirectives } = ts.preProcessFile(text, true, true);
      return [...importedFiles, ...typeReferenceDirectives]
        .filter(({ fileName }) => !fileName.startsWith('./') && fileName !== manifest().name)
        .filter(({ fileName }) => !(frameworks[file.replace(suffix, '')]?.test(fileName) ?? false))
        .map(({ fileName }) => `${file} imports ${fileName}`);
    });
    expect(imports).toEqual([]);
  });

  it('declare Register once, or an app that registers its policies would reach only one entry', () => {
    const declaring = declarations(suffix).flatMap(({ file, text }) =>
      [...text.matchAll(/^\s*(?:export )?(?:declare )?interface Register\b/gm)].map(() => file),
    );
    expect(declaring).toHaveLength(1);
  });
});

/** What a file takes from the shared files beside it, by file, and what it exports, by name. */
function namesOf(file: string) {
  const { statements } = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
  );
  const taken = statements.filter(ts.isImportDeclaration).flatMap((statement) => {
    const { moduleSpecifier: from, importClause } = statement;
    if (!ts.isStringLiteral(from) || !from.text.startsWith('.')) return [];
    const chunk = join(dirname(file), from.text.replace(/\.(c?)js$/, '.d.$1ts'));
    const bindings = importClause?.namedBindings;
    const named = bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
    return [{ chunk, names: named.map(({ name }) => name.text) }];
  });
  const exported = statements
    .filter(ts.isExportDeclaration)
    .flatMap(({ exportClause: clause }) =>
      clause && ts.isNamedExports(clause) ? clause.elements.map(({ name }) => name.text) : [],
    );
  return { taken, exported };
}

// The compiler writes into an app's declarations what it inferred: `import('clerk-cerbos').Verbs`.
// A file with a hash in its name can't stand there: TS2742, TS2883.
describe.each(entries())('the types of $specifier', ({ files }) => {
  it.each(['.d.ts', '.d.cts'])('are all exported, by it or the core (%s)', (suffix) => {
    const entry = files.find((file) => file.endsWith(suffix)) ?? '';
    const core = namesOf(join(root, `dist/index${suffix}`)).exported;
    const can = new Set([...core, ...namesOf(join(root, entry)).exported]);
    const reached = new Set([join(root, entry)]);
    // The loop comes to what it adds, too.
    for (const file of reached) {
      const { taken } = namesOf(file);
      for (const { chunk } of taken) reached.add(chunk);
      const unnamed = taken.flatMap(({ names }) => names).filter((name) => !can.has(name));
      expect(unnamed, file.slice(root.length)).toEqual([]);
    }
  });
});

describe('the published source maps', () => {
  it('name no path of the machine that built them', () => {
    const files = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' });
    const maps = files.filter((file) => file.endsWith('.map'));
    expect(maps.length).toBeGreaterThan(20);
    const absolute = maps.flatMap((file) => {
      const map: unknown = JSON.parse(readFileSync(join(root, 'dist', file), 'utf8'));
      const { file: of, sources } = map as { file?: string; sources: string[] }; // it is a map
      return [of ?? '', ...sources].filter(isAbsolute).map((path) => `${file} names ${path}`);
    });
    expect(absolute).toEqual([]);
  });
});
