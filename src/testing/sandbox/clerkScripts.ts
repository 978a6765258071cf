import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { clerkError, type SandboxResponse } from './SandboxResponse';

// One file name without a folder, so it can't leave `dist`.
const scriptPath = /^\/npm\/(@clerk\/(?:clerk-js|ui))@[^/]+\/dist\/([\w.-]+\.js)$/;

/**
 * Serves the scripts that Clerk's React SDKs load from the Frontend API, from the app's own
 * `node_modules`. The requested version is ignored.
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
    return clerkError(
      404,
      'resource_not_found',
      `${fileName} of ${packageName} was not found from ${resolveFrom}. Run \`npm i -D ${packageName}\`.`,
    );
  }
}
