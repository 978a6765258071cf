import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { clerkError, type SandboxResponse } from './SandboxResponse';

// One file name, without a folder, so there is nothing in it that could lead out of `dist`.
const scriptPath = /^\/npm\/(@clerk\/(?:clerk-js|ui))@[^/]+\/dist\/([\w.-]+\.js)$/;

/**
 * Serves the scripts that Clerk's React SDKs load from the Frontend API, out of the app's own
 * `node_modules`; which version the browser asks for is therefore of no interest.
 */
export async function clerkScripts(path: string, resolveFrom: string): Promise<SandboxResponse> {
  const [, packageName, fileName] = scriptPath.exec(path) ?? [];
  if (packageName === undefined || fileName === undefined) {
    return clerkError(404, 'resource_not_found', 'The sandbox has only Clerk’s own scripts here.');
  }
  try {
    const main = createRequire(join(resolveFrom, 'package.json')).resolve(packageName);
    const body = await readFile(join(dirname(main), fileName));
    return { status: 200, headers: { 'content-type': 'text/javascript; charset=utf-8' }, body };
  } catch {
    return clerkError(
      404,
      'resource_not_found',
      `There is no ${fileName} of ${packageName} to be found from ${resolveFrom}. Run \`npm i -D ${packageName}\`.`,
    );
  }
}
