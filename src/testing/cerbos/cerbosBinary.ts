import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ConfigurationError } from '../../base/errors';

/**
 * The PDP's executable for this machine, out of the npm package `cerbos`.
 *
 * The script that `cerbos` installs as `node_modules/.bin/cerbos` is passed over on purpose: when
 * that wrapper is stopped, the PDP it started keeps running.
 */
export function cerbosBinary(resolveFrom: string): string {
  const packageName = `@cerbos/cerbos-${process.platform}-${process.arch}`;
  const fromApp = createRequire(join(resolveFrom, 'package.json'));
  try {
    return fromApp.resolve(packageName);
  } catch {
    // pnpm shows an app only what it asked for: the binary is a dependency of `cerbos`, not its own.
  }
  try {
    return createRequire(fromApp.resolve('cerbos/package.json')).resolve(packageName);
  } catch (cause) {
    throw new ConfigurationError({
      code: 'invalid_configuration',
      message:
        `There is no Cerbos PDP for ${process.platform}-${process.arch} to be found from ${resolveFrom} ` +
        `(looked for ${packageName}). Run \`npm i -D cerbos\`; it has binaries for Linux and macOS, ` +
        `so on other systems use WSL or a container.`,
      cause,
    });
  }
}
