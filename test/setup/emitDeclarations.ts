import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

// tsup reads its configuration where npm runs it.
const root = process.cwd();
const config = ts.getParsedCommandLineOfConfigFile(
  join(root, 'tsconfig.json'),
  { noEmit: false, declaration: true, emitDeclarationOnly: true },
  {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
    },
  },
);
const options = config?.options ?? {};

/**
 * Writes the declarations of all sources that the entries reach, and says where those of the
 * entries are: they are to be bundled, and are gone when the build ends. Each comes from the text
 * of its source alone. A program would first read the types of every framework, which takes most
 * of a build's time and changes nothing: `npm run typecheck` is there to find what is wrong.
 */
export function emitDeclarations(
  entries: Readonly<Record<string, string>>,
): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'clerk-cerbos-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const placeOf = (source: string) =>
    join(folder, relative(root, source).replace(/\.tsx?$/, '.d.ts'));

  // The loop comes to what it adds, too.
  const sources = new Set(Object.values(entries).map((entry) => join(root, entry)));
  for (const source of sources) {
    const text = declarationOf(source);
    mkdirSync(dirname(placeOf(source)), { recursive: true });
    writeFileSync(placeOf(source), text);
    for (const { fileName } of ts.preProcessFile(text).importedFiles) {
      if (fileName.startsWith('.')) sources.add(resolve(fileName, source));
    }
  }
  return Object.fromEntries(
    Object.entries(entries).map(([name, entry]) => [name, placeOf(join(root, entry))]),
  );
}

function resolve(specifier: string, importer: string): string {
  const { resolvedModule } = ts.resolveModuleName(specifier, importer, options, ts.sys);
  if (resolvedModule === undefined) throw new Error(`${importer} imports ${specifier}: no file.`);
  return resolvedModule.resolvedFileName;
}

function declarationOf(source: string): string {
  const { outputText, diagnostics } = ts.transpileDeclaration(readFileSync(source, 'utf8'), {
    fileName: source,
    compilerOptions: { ...options, isolatedDeclarations: true },
    reportDiagnostics: true,
  });
  const [problem] = diagnostics ?? [];
  if (problem === undefined) return outputText;
  const reason = ts.flattenDiagnosticMessageText(problem.messageText, '\n');
  throw new Error(`${source}: ${reason} Write the type of what it exports.`);
}
