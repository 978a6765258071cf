import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { vi } from 'vitest';
import { runProgram } from '../../behaviour/apps/runProgram';
import { startTimeoutMs } from '../../setup/pdp';

/** A JavaScript runtime other than Node, out of an npm package. */
export interface Runtime {
  readonly name: string;
  /** The program that serves the app, and says on which port. */
  readonly program: string;
  /** What runs it: the binary itself, so that nothing else is left when it is stopped. */
  readonly command: (file: string) => readonly [executable: string, ...args: string[]];
  /** Writes what it needs beside the program. */
  readonly files?: Readonly<Record<string, string>>;
}

const folder = dirname(fileURLToPath(import.meta.url));
const { platform, arch } = process;

const { resolve } = createRequire(import.meta.url);
const rootOf = (runtime: string) => dirname(resolve(`${runtime}/package.json`));

/** Where a platform's package is, which is a dependency of the runtime's own. */
function packageOf(runtime: string, name: string): string {
  const own = createRequire(join(rootOf(runtime), 'package.json'));
  return dirname(own.resolve(`${name}/package.json`));
}

/** https://github.com/cloudflare/workerd/blob/main/src/workerd/server/workerd.capnp */
const workerdConfig = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .app),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const app :Workerd.Worker = (
  modules = [(name = "app.js", esModule = embed "app.js")],
  compatibilityDate = "2026-01-01",
);
`;

/** All that are tested. */
export const runtimes: readonly Runtime[] = [
  {
    name: 'workerd',
    program: 'export default { fetch: handle };',
    files: { 'config.capnp': workerdConfig },
    command: (file) => [
      join(
        packageOf('workerd', `@cloudflare/workerd-${platform}-${arch === 'x64' ? '64' : arch}`),
        'bin/workerd',
      ),
      'serve',
      join(dirname(file), 'config.capnp'),
      '--control-fd=1',
    ],
  },
  {
    name: 'bun',
    program: `const { port } = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: handle });
      console.log(JSON.stringify({ port }));`,
    command: (file) => {
      const name = `@oven/bun-${platform}-${arch === 'x64' ? arch : 'aarch64'}`;
      const binary = join(packageOf('bun', name), 'bin/bun');
      // Where install scripts run, that of bun has moved it.
      const moved = join(rootOf('bun'), 'bin/bun.exe');
      return [existsSync(binary) ? binary : moved, file];
    },
  },
  {
    name: 'deno',
    program: `const onListen = ({ port }) => console.log(JSON.stringify({ port }));
      Deno.serve({ hostname: '127.0.0.1', port: 0, onListen }, handle);`,
    command: (file) => [
      join(
        packageOf('deno', `@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}`),
        'deno',
      ),
      'run',
      '--allow-net',
      // Clerk's SDK asks whether its telemetry is turned off.
      '--allow-env',
      '--no-config',
      '--no-lock',
      file,
    ],
  },
];

/** What the bundler writes into the app, since not every runtime has an environment. */
export type Constant = 'PDP_URL' | 'CLERK_URL' | 'CLERK_PUBLISHABLE_KEY' | 'CLERK_JWT_KEY';

/** The app, as a runtime serves it. */
export interface RunningApp {
  readonly url: string;
  stop: () => Promise<void>;
}

/** Bundles the app with the published files of the package, and serves it. */
export async function serveIn(
  { program, command, files = {} }: Runtime,
  define: Readonly<Record<Constant, string>>,
): Promise<RunningApp> {
  const cwd = await mkdtemp(join(tmpdir(), 'clerk-cerbos-runtime-'));
  const file = join(cwd, 'app.js');
  for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
  await build({
    stdin: { contents: `import { handle } from './app';\n${program}`, resolveDir: folder },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    outfile: file,
    define: Object.fromEntries(
      Object.entries(define).map(([name, url]) => [name, JSON.stringify(url)]),
    ),
  });
  const [executable, ...args] = command(file);
  const running = runProgram(args, { cwd, env: { DENO_DIR: join(cwd, 'deno') }, executable });
  const port = await vi.waitUntil(() => /"port": ?(\d+)/.exec(running.output())?.[1], {
    timeout: startTimeoutMs,
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      await running.stop();
      await rm(cwd, { recursive: true, force: true });
    },
  };
}
