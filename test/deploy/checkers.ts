import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cerbosBinary } from '../../src/testing/cerbos/cerbosBinary';
import { root } from '../setup/publishedPackage';
import { deployFile, readDeployFile } from './deployFiles';

/** A program that checks a file, and that npm does not have. */
export interface Checker {
  readonly file: string;
  readonly program: string;
  /** What the program objects to; empty if it accepts the file. */
  readonly check: () => string;
}

/** How a program ended that ran in an empty folder. */
interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function inFolder(work: (folder: string) => string): string {
  const folder = mkdtempSync(join(tmpdir(), 'check-deploy-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(program: string, ...args: readonly string[]): Ended {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    env: searchPath(),
  });
  if (error !== undefined) throw error;
  return { code: status, stdout, stderr };
}

/** Debian keeps servers where only root looks for programs. */
function searchPath(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` };
}

/** Whether a program can be started here. */
export function isInstalled(program: string): boolean {
  const { error } = spawnSync(program, ['--version'], { stdio: 'ignore', env: searchPath() });
  return error === undefined;
}

const refusedUnlessZero = ({ code, stdout, stderr }: Ended) => (code === 0 ? '' : stdout + stderr);

/** The checkers of `examples/deploy`, by what they check. */
export const checkers: readonly Checker[] = [
  {
    file: 'proxies/haproxy.cfg',
    program: 'haproxy',
    // Warnings are written to stderr with exit code 0.
    check() {
      const ended = run('haproxy', '-c', '-f', deployFile('proxies/haproxy.cfg'));
      return refusedUnlessZero(ended) || ended.stderr;
    },
  },
  {
    file: 'proxies/nginx.conf',
    program: 'nginx',
    check: () =>
      inFolder((folder) => {
        // It would open its log and its pid file where only root may write.
        const globals = `pid ${folder}/pid; error_log stderr;`;
        const config = deployFile('proxies/nginx.conf');
        const ended = run('nginx', '-t', '-q', '-p', folder, '-c', config, '-g', globals);
        return refusedUnlessZero(ended);
      }),
  },
  {
    file: 'systemd/cerbos.service',
    program: 'systemd-analyze',
    check: () =>
      inFolder((folder) => {
        // It wants a program that is there.
        const unit = readDeployFile('systemd/cerbos.service').replace(
          '/usr/local/bin/cerbos',
          cerbosBinary(root),
        );
        const copy = join(folder, 'cerbos.service');
        writeFileSync(copy, unit);
        // Keys that it does not know are warnings, with exit code 0.
        const { code, stderr } = run('systemd-analyze', 'verify', copy);
        return (
          stderr.replaceAll(`${folder}/`, '') || (code === 0 ? '' : `exit code ${String(code)}`)
        );
      }),
  },
  {
    file: 'monitoring/alerts.yaml',
    program: 'promtool',
    check: () =>
      refusedUnlessZero(run('promtool', 'check', 'rules', deployFile('monitoring/alerts.yaml'))),
  },
];
