import { type Agent, detect, getUserAgent } from 'package-manager-detector';
import { CommandError } from '../CommandError';
import { AppFolder } from './AppFolder';

/** What `init` knows of an app, from its files alone: it never runs the app's code. */
export interface App {
  readonly folder: AppFolder;
  /** `package.json`, as it stands there. */
  readonly manifest: string;
  /** Whether `package.json` says `"type": "module"`. */
  readonly isModule: boolean;
  /** The scripts of `package.json`, by their names. */
  readonly scripts: ReadonlyMap<string, string>;
  /** Names of all dependencies, with their ranges. */
  readonly dependencies: ReadonlyMap<string, string>;
  readonly isTypeScript: boolean;
  readonly packageManager: Agent;
}

/** Reads what an app is made of. */
export async function readApp(path: string): Promise<App> {
  const folder = new AppFolder(path);
  const manifest = folder.read('package.json');
  if (manifest === undefined) {
    throw new CommandError(
      `There is no package.json in ${folder.root}. Run init in the folder of your app.`,
    );
  }
  const content = parse(manifest);
  const dependencies = new Map(
    ['dependencies', 'devDependencies', 'peerDependencies'].flatMap((field) =>
      textsAt(content, field),
    ),
  );
  const detected = await detect({ cwd: folder.root });
  return {
    folder,
    manifest,
    isModule: content.type === 'module',
    scripts: new Map(textsAt(content, 'scripts')),
    dependencies,
    isTypeScript: folder.has('tsconfig.json') || dependencies.has('typescript'),
    packageManager: detected?.agent ?? getUserAgent() ?? 'npm',
  };
}

function parse(manifest: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(manifest.replace(/^\uFEFF/, ''));
    if (isObject(content) && isObject(content.scripts ?? {})) return content;
  } catch (error) {
    throw new CommandError(
      `package.json is not JSON: ${error instanceof Error ? error.message : String(error)}. Repair it, and run init again.`,
    );
  }
  throw new CommandError(
    'package.json is no object, or its scripts are none. Repair it, and run init again.',
  );
}

function textsAt(content: Record<string, unknown>, field: string): [name: string, text: string][] {
  const value = content[field];
  return Object.entries(isObject(value) ? value : {}).map(([name, text]) => [name, String(text)]);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
