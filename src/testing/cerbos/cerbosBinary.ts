import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ConfigurationError } from '../../base/errors';

/**
 * Finds the PDP's executable for this machine, in the npm package `cerbos`.
 *
 * It does not use the script `node_modules/.bin/cerbos`: if that wrapper is stopped, the PDP that
 * it started keeps running.
 */
export function cerbosBinary(resolveFrom: string): string {
  const packageName = `@cerbos/cerbos-${process.platform}-${process.arch}`;
  const fromApp = createRequire(join(resolveFrom, 'package.json'));
  try {
    return fromApp.resolve(packageName);
  } catch {
    // In pnpm, an app only sees its direct dependencies. The binary is a dependency of `cerbos`.
  }
  try {
    return createRequire(fromApp.resolve('cerbos/package.json')).resolve(packageName);
  } catch (cause) {
    throw new ConfigurationError({
      code: 'invalid_configuration',
      message:
        `No Cerbos PDP for ${process.platform}-${process.arch} was found from ${resolveFrom} ` +
        `(package ${packageName}). Run \`npm i -D cerbos@0.51.0\`. It has binaries for Linux and macOS; ` +
        `on other systems use WSL or a container.`,
      cause,
    });
  }
}
