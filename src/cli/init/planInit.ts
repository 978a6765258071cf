import { join, posix, relative, sep } from 'node:path';
import { policyFiles } from '../../testing/cerbos/policyFiles';
import { CommandError } from '../CommandError';
import { unixLines } from '../terminal/showDiff';
import { addScripts } from './addScripts';
import { packFiles } from './packFiles';
import type { App } from './readApp';
import { ciJob, optionFor, pdpConfiguration, pdpVersion, shellCommand } from './templates/pdpFiles';
import {
  type Framework,
  inLanguage,
  pathInLanguage,
  type Snippet,
  type Wiring,
} from './templates/Template';

/** A file that `init` would write. */
export interface PlannedFile {
  readonly path: string;
  readonly text: string;
  /** What stands there now; `undefined` if there is no such file. */
  readonly before: string | undefined;
}

/** What the reader does by hand. */
export interface PlannedSnippet {
  readonly file: string;
  readonly what: string;
  readonly code: string;
}

/** What `init` would do. */
export interface Plan {
  readonly files: readonly PlannedFile[];
  readonly manifest: PlannedFile;
  readonly snippets: readonly PlannedSnippet[];
  /** What the app must install, for production and for development. */
  readonly packages: readonly string[];
  readonly devPackages: readonly string[];
  /** The folder of policies holds others than those of `init`: it is left alone. */
  readonly hasOwnPolicies: boolean;
  readonly hasClerk: boolean;
  /** The folder of the policies, as a path from that of the app. */
  readonly policies: string;
  /** The job that tests the policies, if the app's folder has no place for it. */
  readonly continuousIntegration: readonly PlannedSnippet[];
}

/** Says what an app lacks. It reads files, and writes none. */
export async function planInit(app: App, framework: Framework, policies: string): Promise<Plan> {
  const folder = requireRelative(policies);
  const { dependencies, isTypeScript } = app;
  const hasClerk = dependencies.has(framework.clerkSdk);
  const client =
    framework.isOnNode(app) &&
    // Both clients in one app need versions that fit each other. So the one that is there stays.
    (dependencies.has('@cerbos/grpc') || !dependencies.has('@cerbos/http'))
      ? 'grpc'
      : 'http';
  const template = framework.template(app, client);

  const pack = [...packFiles(framework.kinds)].map(([path, text]) => ({
    path: posix.join(folder, path),
    text,
  }));
  const known = new Set(pack.map(({ path }) => path));
  const hasOwnPolicies = (await policiesIn(app, folder)).some((path) => !known.has(path));

  const workflow = '.github/workflows/policies.yaml';
  const job = ciJob(app.packageManager, folder, isTypeScript);
  const hasWorkflows = app.folder.has('.github');
  // Clerk's own command line writes its wiring; what it leaves out is said the next time.
  const wirings = hasClerk ? (template.wirings ?? []) : [];
  const isMade = (wiring: Wiring) =>
    !sources(wiring.files).some((file) => app.folder.has(file)) || isOurs(app, wiring);

  const files = [
    ...(hasOwnPolicies ? [] : pack),
    { path: 'cerbos.yaml', text: pdpConfiguration(folder) },
    ...[
      ...template.files,
      ...wirings.filter(isMade).map(({ path, code }) => ({ path, text: code })),
    ].map(({ path, text }) => ({
      path: pathInLanguage(path, isTypeScript),
      text: inLanguage(text, isTypeScript),
    })),
    ...(hasWorkflows ? [{ path: workflow, text: job }] : []),
  ].map((file) => ({ ...file, before: app.folder.read(file.path) }));
  for (const { path } of files) app.folder.requireOwn(path);
  app.folder.requireOwn('package.json');

  return {
    files,
    manifest: {
      path: 'package.json',
      text: addScripts(app.manifest, scriptsOf(app, folder)),
      before: app.manifest,
    },
    snippets: [...wirings.filter((wiring) => !isMade(wiring)), ...template.snippets].flatMap(
      (snippet) => toDo(app, snippet),
    ),
    packages: missingIn(app, [
      'clerk-cerbos',
      `@cerbos/${client}`,
      framework.clerkSdk,
      ...(template.packages ?? []),
    ]),
    devPackages: dependencies.has('cerbos') ? [] : [`cerbos@${pdpVersion}`],
    hasOwnPolicies,
    hasClerk,
    policies: folder,
    continuousIntegration: hasWorkflows
      ? []
      : [{ file: workflow, what: 'Test the policies in CI, here of GitHub.', code: job }],
  };
}

/** Whether a planned file is there as it is planned, but for its line ends. */
export function isUnchanged({ text, before }: PlannedFile): boolean {
  return before !== undefined && unixLines(before) === unixLines(text);
}

function requireRelative(policies: string): string {
  const folder = posix.normalize(policies.replaceAll('\\', '/')).replace(/\/$/, '');
  // It stands in scripts, where a shell reads it.
  if (!/^[\w@.][\w@./-]*$/.test(folder) || /^\.\.?(\/|$)/.test(folder)) {
    throw new CommandError(
      `The folder of policies must be below that of the app, as in --policies authz/policies, with letters, digits and "-_.@" in its name. It is ${JSON.stringify(policies)}.`,
    );
  }
  return folder;
}

/** The policies that are there, as paths from the app's folder. */
async function policiesIn(app: App, folder: string): Promise<string[]> {
  const { root } = app.folder;
  if (!app.folder.has(folder)) return [];
  const files = await policyFiles(join(root, folder));
  return files.map((file) => relative(root, file).replaceAll(sep, '/'));
}

function scriptsOf(app: App, folder: string): Record<string, string> {
  const inFolder = optionFor(folder);
  const start = shellCommand(app.packageManager, 'run', ['dev']);
  return {
    ...(app.scripts.has('dev') &&
      scriptWithPdp(app) === undefined && {
        'dev:authz': `clerk-cerbos dev${inFolder} -- ${start}`,
      }),
    'policies:test': `cerbos compile ${folder}`,
    ...(app.isTypeScript && { 'policies:types': `clerk-cerbos generate${inFolder}` }),
  };
}

/** The script that starts the app and a PDP, which may be the app's own. */
export function scriptWithPdp({ scripts }: App): string | undefined {
  return [...scripts.keys()].find((name) => scripts.get(name)?.includes('clerk-cerbos dev'));
}

const missingIn = ({ dependencies }: App, names: readonly string[]) =>
  names.filter((name) => !dependencies.has(name));

/** The same files in both languages: a JavaScript app may have files in TypeScript, and vice versa. */
const sources = (files: readonly string[]) =>
  files.flatMap((file) => [file, pathInLanguage(file, false)]);

function isOurs(app: App, { path, code }: Wiring): boolean {
  const file = pathInLanguage(path, app.isTypeScript);
  const before = app.folder.read(file);
  return isUnchanged({ path: file, text: inLanguage(code, app.isTypeScript), before });
}

/** A snippet, unless the reader has added it. */
function toDo({ folder, isTypeScript }: App, snippet: Snippet): PlannedSnippet[] {
  const present = sources(snippet.files).filter((file) => folder.has(file));
  if (present.some((file) => folder.read(file)?.includes(snippet.marker))) return [];
  return [
    {
      file: present[0] ?? pathInLanguage(snippet.files[0], isTypeScript),
      what: snippet.what,
      code: inLanguage(snippet.code, isTypeScript),
    },
  ];
}
