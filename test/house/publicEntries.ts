import { join } from 'node:path';
import ts from 'typescript';
import { entrySources } from '../setup/entrySources';
import { root } from '../setup/publishedPackage';

/** One name that an entry exports, as its source documents it. */
export interface PublicName {
  /** `src/errors.ts: DeniedError` */
  readonly origin: string;
  readonly name: string;
  /** Exists at run time, not only for the compiler. */
  readonly isValue: boolean;
  readonly summary: string;
  /** The text of each `@example`. */
  readonly examples: readonly string[];
}

function createProgram(): ts.Program {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, 'tsconfig.json'),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
        throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
      },
    },
  );
  const sources = Object.values(entrySources).map((source) => join(root, source));
  return ts.createProgram(sources, config?.options ?? {});
}

const program = createProgram();
const checker = program.getTypeChecker();

function exportsOf(source: string): ts.Symbol[] {
  const file = program.getSourceFile(join(root, source));
  const module = file && checker.getSymbolAtLocation(file);
  if (module === undefined) throw new Error(`${source} exports nothing.`);
  return checker.getExportsOfModule(module);
}

function original(exported: ts.Symbol): ts.Symbol {
  const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
  return isAlias ? checker.getAliasedSymbol(exported) : exported;
}

function describe(exported: ts.Symbol): PublicName {
  const symbol = original(exported);
  const file = symbol.declarations?.[0]?.getSourceFile().fileName.slice(root.length) ?? '?';
  return {
    origin: `${file}: ${exported.name}`,
    name: exported.name,
    isValue: (symbol.flags & ts.SymbolFlags.Value) !== 0,
    summary: ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim(),
    examples: symbol
      .getJsDocTags(checker)
      .filter(({ name }) => name === 'example')
      .map(({ text }) => ts.displayPartsToString(text)),
  };
}

/** Every export of every entry, read from the sources. */
export function publicNames(): ReadonlyMap<string, readonly PublicName[]> {
  return new Map(
    Object.entries(entrySources).map(([specifier, source]) => [
      specifier,
      exportsOf(source).map(describe),
    ]),
  );
}

/** Every code that an error of the package can have. */
export function errorCodes(): string[] {
  const exported = exportsOf('src/index.ts').find(({ name }) => name === 'ErrorCode');
  if (exported === undefined) throw new Error('src/index.ts does not export ErrorCode.');
  const type = checker.getDeclaredTypeOfSymbol(original(exported));
  return (type.isUnion() ? type.types : [type]).flatMap((member) =>
    member.isStringLiteral() ? [member.value] : [],
  );
}
