import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sayOnce } from '../../base/development';

interface Listening {
  /** The folder of the app. */
  readonly resolveFrom: string;
  readonly basePath: string;
  /** Where the sandbox listens. */
  readonly port: number;
}

/**
 * Says in the terminal that a build of the app forwards to another port than the sandbox has.
 * Next.js writes its rewrites into the build, so `next start` would still call the port of then.
 */
export async function sayBuiltPort({ resolveFrom, basePath, port }: Listening): Promise<void> {
  const folder = join(resolveFrom, '.next');
  // Before version 16, `next dev` writes its routes here, too. It has no build id.
  if (!existsSync(join(folder, 'BUILD_ID'))) return;
  const routes = await readFile(join(folder, 'routes-manifest.json'), 'utf8').catch(() => '');
  const destinations = [...routes.matchAll(/"http:\/\/127\.0\.0\.1:(\d+)(\/[^"]*)"/g)];
  const [, built] = destinations.find(([, , path]) => path?.startsWith(`${basePath}/`)) ?? [];
  if (built === undefined || built === String(port)) return;
  sayOnce(
    `The Next.js build in ${folder} forwards ${basePath} to port ${built}, but the sandbox listens on port ${String(port)}. \`next start\` will not find it. Write startClerkSandbox({ port: ${built} }), or build the app again with the variables of \`clerk.env\`.`,
  );
}
