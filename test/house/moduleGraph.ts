import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';
import { root } from '../setup/publishedPackage';

/** One `import`, `export … from`, `import()` or `require()`, as it is written. */
export interface Import {
  readonly from: string;
  /** A file of `src`, or the name of a package or of a Node module. */
  readonly to: string;
  readonly internal: boolean;
  /** Erased by the compiler: nothing of it is loaded. */
  readonly typeOnly: boolean;
  /** Loaded when it is reached, not when the module is. */
  readonly lazy: boolean;
}

/** Every file of `src`, as `src/ask/ask.ts`. */
export function sourceFiles(): string[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => posix.join('src', name.replaceAll('\\', '/')))
    .sort();
}

const files = new Set(sourceFiles());

function resolve(from: string, specifier: string): Pick<Import, 'to' | 'internal'> {
  if (!specifier.startsWith('.')) return { to: specifier, internal: false };
  const path = posix.join(dirname(from), specifier);
  const candidates = [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`];
  const to = candidates.find((candidate) => files.has(candidate));
  if (to === undefined)
    throw new Error(`${from} imports ${specifier}, which is not a file of src.`);
  return { to, internal: true };
}

function isTypeOnlyImport({ importClause }: ts.ImportDeclaration): boolean {
  return importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

const known = new Map<string, readonly Import[]>();

/** What one file imports. */
export function importsOf(from: string): readonly Import[] {
  const imports = known.get(from) ?? readImports(from);
  known.set(from, imports);
  return imports;
}

function readImports(from: string): Import[] {
  const text = readFileSync(join(root, from), 'utf8');
  const tree = ts.createSourceFile(from, text, ts.ScriptTarget.ESNext, true);
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, kind: { typeOnly?: boolean; lazy?: boolean }) => {
    if (specifier === undefined) return;
    if (!ts.isStringLiteralLike(specifier)) {
      throw new Error(`${from} imports a computed path, ${specifier.getText()}.`);
    }
    const { typeOnly = false, lazy = false } = kind;
    found.push({ from, ...resolve(from, specifier.text), typeOnly, lazy });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, { typeOnly: isTypeOnlyImport(node) });
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, { typeOnly: node.isTypeOnly });
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, { typeOnly: true });
    } else if (ts.isCallExpression(node)) {
      const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
      const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
      if (isImport || isRequire) add(node.arguments[0], { lazy: true });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** Everything that `entry` can reach, with the way to it; `follow` picks the edges to walk. */
export function reach(entry: string, follow: (edge: Import) => boolean): Import[] {
  const seen = new Set([entry]);
  const queue = [entry];
  const edges: Import[] = [];
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    for (const edge of importsOf(file).filter(follow)) {
      edges.push(edge);
      if (!edge.internal || seen.has(edge.to)) continue;
      seen.add(edge.to);
      queue.push(edge.to);
    }
  }
  return edges;
}
