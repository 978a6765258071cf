import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isMap, parseDocument } from 'yaml';

/** The kinds of the policy pack that `init` can take. */
export type PackKind = 'project' | 'mcp_tool' | 'mcp_prompt' | 'mcp_resource';

/** The files of the pack that policies of these kinds need, with their tests, by their path. */
export function packFiles(kinds: readonly PackKind[]): ReadonlyMap<string, string> {
  const suites = new Set(kinds.map((kind) => kind.replace(/^mcp_.*/, 'mcp')));
  const paths = [
    '_schemas/clerk_principal.json',
    ...kinds.map((kind) => `_schemas/${kind}.json`),
    'exports/clerk.yaml',
    'derived_roles/clerk_roles.yaml',
    ...kinds.map((kind) => `resource_policies/${kind}.yaml`),
    ...[...suites].map((suite) => `tests/${suite}_test.yaml`),
    'tests/testdata/principals.json',
  ];
  const resources = 'tests/testdata/resources.yaml';
  return new Map([
    ...paths.map((path) => [path, readPack(path)] as const),
    [resources, resourcesOf(kinds, readPack(resources))] as const,
  ]);
}

/** The package exports its own pack: so it is found from the source and from the bundle. */
const pack = createRequire(import.meta.url);

function readPack(path: string): string {
  return readFileSync(pack.resolve(`clerk-cerbos/policies/${path}`), 'utf8');
}

/** Only what has these kinds, and no rules of one organization alone. */
function resourcesOf(kinds: readonly string[], text: string): string {
  const document = parseDocument(text, { merge: true });
  document.delete('resourceGroups');
  const resources = document.get('resources');
  if (!isMap(resources)) throw new Error('The resources of the policy pack are no map.');
  // As plain values, since an alias (`<<: *refund`) hides the kind.
  const { resources: values } = document.toJS() as {
    // The pack is our own, and its tests read it.
    resources: Record<string, { kind: string; scope?: string }>;
  };
  for (const [name, { kind, scope }] of Object.entries(values)) {
    if (!kinds.includes(kind) || scope !== undefined) resources.delete(name);
  }
  return document.toString({ lineWidth: 0 });
}
