import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { sayOnce } from '../../base/development';
import { clerkError, type SandboxResponse } from './SandboxResponse';

// One file name without a folder, so it can't leave `dist`.
const scriptPath = /^\/npm\/(@clerk\/(?:clerk-js|ui))@[^/]+\/dist\/([\w.-]+\.js)$/;

const remedies: Readonly<Record<string, string>> = {
  '@clerk/clerk-js':
    'Run `npm i -D @clerk/clerk-js` in the app, or set `resolveFrom` of startClerkSandbox to the folder of the app.',
  '@clerk/ui':
    'If the app shows no UI components of Clerk, write `<ClerkProvider prefetchUI={false}>`, or start the app with `clerk.env`, which says the same. Otherwise run `npm i -D @clerk/ui` in the app.',
};

/**
 * Serves the scripts that Clerk's React SDKs load from the Frontend API, from the app's own
 * `node_modules`. The requested version is ignored. What is missing is said in the terminal, too: a
 * browser does not show the answer to a script.
 */
export async function clerkScripts(path: string, resolveFrom: string): Promise<SandboxResponse> {
  const [, packageName, fileName] = scriptPath.exec(path) ?? [];
  if (packageName === undefined || fileName === undefined) {
    return clerkError(
      404,
      'resource_not_found',
      'The sandbox only serves Clerk’s own scripts here.',
    );
  }
  try {
    const main = createRequire(join(resolveFrom, 'package.json')).resolve(packageName);
    const body = await readFile(join(dirname(main), fileName));
    return { status: 200, headers: { 'content-type': 'text/javascript; charset=utf-8' }, body };
  } catch {
    const missing = `The sandbox did not find ${fileName} of ${packageName} from ${resolveFrom}, and a browser asks for it. ${remedies[packageName] ?? ''}`;
    sayOnce(missing);
    return clerkError(404, 'resource_not_found', missing);
  }
}
