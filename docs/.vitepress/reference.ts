import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Application, Converter, type Context } from 'typedoc';
import { entrySources } from '../../test/setup/entrySources';

const root = fileURLToPath(new URL('../..', import.meta.url));
const out = `${root}docs/reference/api`;

// Plumbing of signatures: what they compute is shown where they are used.
const intentionallyNotExported = [
  'ActionArgs',
  'AnySource',
  'Args',
  'Awaitable',
  'ClientRequest',
  'Context',
  'ContextArgs',
  'DescribedKinds',
  'ErrorInit',
  'ErrorKind',
  'Fits',
  'Flat',
  'Found',
  'Granted',
  'ItemOf',
  'JsonOfColumns',
  'JsonOfSource',
  'KnownFields',
  'Meter',
  'ModelAt',
  'OnDoubt',
  'OpenFields',
  'PageRefusal',
  'PlanBase',
  'RouteRule',
  'Sent',
  'SourceOfType',
  'Span',
  'Tracer',
  'TypeNamed',
  'Typed',
  'ValueOf',
  '__global.CustomJwtSessionClaims',
];

/** Of typedoc-plugin-markdown, whose options TypeDoc's types do not know. */
const markdown = {
  plugin: ['typedoc-plugin-markdown'],
  outputFileStrategy: 'modules',
  entryFileName: 'index',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  // Where a function and a type have one name, TypeDoc counts otherwise than the site.
  useCustomAnchors: true,
  expandObjects: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  propertyMembersFormat: 'table',
  typeDeclarationFormat: 'table',
  tableColumnSettings: { hideModifiers: true, hideInherited: true, hideOverrides: true },
};

/** Writes the pages of the reference, one for each entry, from the doc comments. A warning is an error. */
async function writeReference(): Promise<void> {
  const app = await Application.bootstrapWithPlugins({
    ...markdown,
    name: 'clerk-cerbos',
    entryPoints: Object.values(entrySources).map((source) => `${root}${source}`),
    tsconfig: `${root}docs/.vitepress/tsconfig.reference.json`,
    // `npm run typecheck` does.
    skipErrorChecking: true,
    basePath: root,
    readme: 'none',
    treatWarningsAsErrors: true,
    intentionallyNotExported,
    excludeExternals: true,
    excludePrivate: true,
    excludeInternal: true,
    disableSources: true,
    disableGit: true,
    groupOrder: ['Functions', 'Classes', 'Interfaces', '*'],
    logLevel: 'Warn',
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, nameModules);
  const project = await app.convert();
  if (project === undefined) throw new Error('TypeDoc could not read the sources.');
  app.validate(project);
  if (!hasComplaints(app)) {
    rmSync(out, { recursive: true, force: true });
    await app.outputs.writeOutput({ name: 'markdown', path: out }, project);
  }
  if (hasComplaints(app)) process.exitCode = 1;
}

function hasComplaints({ logger }: Application): boolean {
  return logger.hasErrors() || logger.hasWarnings();
}

/** By what an app imports: TypeDoc names them by their folders. */
function nameModules({ project }: Context): void {
  for (const module of project.children ?? []) {
    const isSource = ([, source]: [string, string]) =>
      [`${module.name}/index.ts`, `${module.name}.ts`].includes(source);
    const [specifier] = Object.entries(entrySources).find(isSource) ?? [];
    if (specifier === undefined) throw new Error(`TypeDoc read ${module.name}, which is no entry.`);
    module.name = specifier;
  }
}

await writeReference();
