import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse, YAMLParseError } from 'yaml';
import { getProperty } from '../../base/value';
import { CommandError } from '../CommandError';

/** People and resources, by their names in the tests of the policies. */
export interface Fixtures {
  readonly people: ReadonlyMap<string, unknown>;
  readonly resources: ReadonlyMap<string, { readonly kind: string; readonly value: unknown }>;
}

/**
 * Reads the people and resources of policy tests: those in the suites (`document_test.yaml`), and
 * those in the `testdata` beside them. Or those of one file, in the form of a suite.
 *
 * @param path - a folder, or a file.
 * @throws CommandError if it has none, or if a file is not YAML.
 * @see https://docs.cerbos.dev/cerbos/latest/policies/compile#testing
 */
export async function readFixtures(path: string): Promise<Fixtures> {
  const people = new Map<string, unknown>();
  const resources = new Map<string, { kind: string; value: unknown }>();
  for (const file of await fixtureFiles(resolve(path))) {
    const content = await readYaml(file);
    for (const [name, value] of entriesOf(content, 'principals')) add(people, name, value, file);
    for (const [name, value] of entriesOf(content, 'resources')) {
      const kind = getProperty(value, 'kind');
      if (typeof kind === 'string') add(resources, name, { kind, value }, file);
    }
  }
  if (people.size === 0 || resources.size === 0) {
    throw new CommandError(
      `${path} has no ${people.size === 0 ? 'principals' : 'resources'}. The matrix takes people and resources from the tests of the policies: principals.yaml and resources.yaml in a folder testdata beside document_test.yaml. Or name a file with both: --fixtures people.yaml.`,
    );
  }
  return { people, resources };
}

async function fixtureFiles(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => {
    throw new CommandError(
      `${path} does not exist. Name a folder with policy tests, or a file with people and resources: --fixtures <path>.`,
    );
  });
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && isFixture(entry.name, entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function isFixture(name: string, folder: string): boolean {
  if (/_test\.(?:ya?ml|json)$/i.test(name)) return true;
  return (
    basename(folder) === 'testdata' && /^(?:principals|resources)\.(?:ya?ml|json)$/i.test(name)
  );
}

async function readYaml(file: string): Promise<unknown> {
  try {
    return parse(await readFile(file, 'utf8'), { merge: true });
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new CommandError(`${relative('.', file)} is not YAML: ${error.message}`);
  }
}

function entriesOf(content: unknown, name: string): [string, unknown][] {
  const value = getProperty(content, name);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** Two suites may use one name for different things. Then the later one says where it is from. */
function add<T>(map: Map<string, T>, name: string, value: T, file: string): void {
  const known = map.get(name);
  if (known === undefined) map.set(name, value);
  else if (!isDeepStrictEqual(known, value)) {
    const suite = /^testdata$/.test(basename(dirname(file)))
      ? basename(dirname(dirname(file)))
      : basename(file).replace(/_test\.\w+$/, '');
    map.set(`${name} (${suite})`, value);
  }
}
