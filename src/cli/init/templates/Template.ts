import type { App } from '../readApp';
import type { PackKind } from '../packFiles';

/**
 * A file of a template. What stands between « and » is for TypeScript only. The path is that in
 * TypeScript. Imports are relative and below the app's source folder, so that they hold with and
 * without `src/`.
 */
export interface TemplateFile {
  readonly path: string;
  readonly text: string;
}

/** What the reader adds to a file of their own. */
export interface Snippet {
  /** Where such a file may stand; the first one that exists is named, else the first of all. */
  readonly files: readonly [string, ...string[]];
  /** What to do with the code, as a sentence. */
  readonly what: string;
  /** The code, marked as that of a {@link TemplateFile}. */
  readonly code: string;
  /** What one of the files contains if the reader has added it. */
  readonly marker: string;
}

/** A file that is made only if none of the snippet's files is there: otherwise it is a snippet. */
export interface Wiring extends Snippet {
  /** The file to make: one of `files`. */
  readonly path: string;
}

/** What a framework's app gets beside the policies. */
export interface Template {
  readonly files: readonly TemplateFile[];
  /** Files that Clerk needs, and that an app with Clerk has mostly. */
  readonly wirings?: readonly Wiring[];
  readonly snippets: readonly Snippet[];
  /** Packages that the files import, beside the client, Clerk's SDK and this package. */
  readonly packages?: readonly string[];
}

/** A framework that has an entry. */
export interface Framework {
  /** As for `--framework`. */
  readonly id: string;
  readonly title: string;
  /** Whether an app uses it. */
  readonly isIn: (app: App) => boolean;
  /** Clerk's package for it. */
  readonly clerkSdk: string;
  /** Whether Node.js runs its server, so that gRPC works. */
  readonly isOnNode: (app: App) => boolean;
  /** Whether a bundler reads the sources, whatever `type` package.json says. */
  readonly isBundled: boolean;
  readonly kinds: readonly PackKind[];
  /** What `GET` of the guarded route is, for the text at the end; the id is that of the example. */
  readonly url?: string;
  readonly template: (app: App, client: Client) => Template;
}

/** How the app reaches the PDP. */
export type Client = 'grpc' | 'http';

/** A template's text in one of the two languages. */
export function inLanguage(text: string, isTypeScript: boolean): string {
  return isTypeScript ? text.replace(/[«»]/g, '') : text.replace(/«[^»]*»/g, '');
}

/** A template's path in one of the two languages. */
export function pathInLanguage(path: string, isTypeScript: boolean): string {
  return isTypeScript ? path : path.replace(/\.ts(x?)$/, '.js$1');
}

/** The major version of a range: 15 of `^15.5.0`. Without a number, as in `latest`, it is the newest. */
export function majorOf(range: string | undefined): number {
  const [digits] = /\d+/.exec(range ?? '') ?? [];
  return digits === undefined ? Infinity : Number(digits);
}

/** Whether Node.js runs the server of an app: not if its packages are those of Cloudflare's runtime. */
export function runsOnNode({ dependencies }: App): boolean {
  return ![...dependencies.keys()].some((name) => /cloudflare|^wrangler$/.test(name));
}
