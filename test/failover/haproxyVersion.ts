import { spawnSync } from 'node:child_process';

/** Why a test that needs haproxy is skipped. */
export const NOT_INSTALLED = 'haproxy is not installed';

/** Debian puts it where only root looks for programs. */
export const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${process.env.PATH ?? ''}:/usr/sbin`,
});

/** The version of haproxy, or `undefined` if it is not installed. */
export function haproxyVersion(): string | undefined {
  const { error, stdout } = spawnSync('haproxy', ['-v'], { encoding: 'utf8', env: environment() });
  return error === undefined ? /version (\S+?)[-\s]/i.exec(stdout)?.[1] : undefined;
}
