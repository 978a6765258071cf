// Packs the package and installs the tarball as a user would: beside each of Cerbos' clients, with
// npm and with pnpm. Each app then runs an ESM and a CJS program with the real client and is
// type-checked. It needs the npm registry, so it is part of `check:package`, not of `npm test`.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../setup/publishedPackage';
import { commonJsProgram, esModuleProgram, typedProgram } from './programs';

const clients = [
  {
    packages: ['@cerbos/http@0.26.0', '@cerbos/core@0.28.0'],
    module: '@cerbos/http',
    name: 'HTTP',
    construct: `new HTTP('http://127.0.0.1:1')`,
  },
  {
    packages: ['@cerbos/grpc@0.25.0', '@cerbos/core@0.28.0'],
    module: '@cerbos/grpc',
    name: 'GRPC',
    construct: `new GRPC('127.0.0.1:1', { tls: false })`,
  },
] as const;
const managers = ['npm', 'pnpm'] as const;
const compilers = ['typescript', 'typescript-5.9'] as const;
const resolutions = [
  { name: 'NodeNext', module: 'NodeNext', moduleResolution: 'NodeNext' },
  { name: 'Bundler', module: 'ESNext', moduleResolution: 'Bundler' },
] as const;

const started = performance.now();
function progress(text: string): void {
  const elapsed = ((performance.now() - started) / 1000).toFixed(1).padStart(5);
  console.log(`${elapsed} s  ${text}`);
}

/** Runs a command to its end; its output is shown only if it fails. */
async function run(cwd: string, command: string, ...args: string[]): Promise<string> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed in ${cwd}:\n${output}`);
  return output;
}

const node = (cwd: string, ...args: string[]) => run(cwd, process.execPath, ...args);
const bin = (file: string) => join(root, 'node_modules', file);

async function install(app: string, manager: string, packages: readonly string[]): Promise<void> {
  if (manager === 'npm') {
    await run(app, 'npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages);
    return;
  }
  // A store of its own: what an earlier run left behind must not decide whether this one passes.
  const store = `--store-dir=${join(app, '../pnpm-store')}`;
  await node(app, bin('pnpm/bin/pnpm.cjs'), 'add', '--ignore-scripts', store, ...packages);
}

async function typeCheck(app: string, compiler: string, resolution: string): Promise<void> {
  await node(app, bin(`${compiler}/bin/tsc`), '-p', `tsconfig.${resolution}.json`);
}

async function tryApp(
  folder: string,
  tarball: string,
  manager: (typeof managers)[number],
  client: (typeof clients)[number],
): Promise<void> {
  const title = `${manager}, ${client.packages.join(' ')}`;
  const app = join(folder, `${manager}-${client.name.toLowerCase()}`);
  mkdirSync(app);
  const write = (file: string, text: string) => writeFileSync(join(app, file), text);
  write('package.json', JSON.stringify({ name: 'app', private: true, type: 'module' }));
  write('esm.mjs', esModuleProgram(client));
  write('cjs.cjs', commonJsProgram(client));
  write('typed.ts', typedProgram(client));
  for (const { name, ...resolution } of resolutions) {
    const compilerOptions = {
      ...resolution,
      target: 'ES2022',
      lib: ['ES2024', 'DOM'],
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      skipLibCheck: false,
    };
    write(`tsconfig.${name}.json`, JSON.stringify({ compilerOptions, files: ['typed.ts'] }));
  }

  progress(`${title}: installing …`);
  await install(app, manager, [
    tarball,
    ...client.packages,
    '@types/node@20.19.43',
    '@types/react@19.3.0',
    'react@19.2.9',
    'drizzle-orm@0.45.4',
  ]);
  progress(`${title}: installed`);
  for (const file of ['esm.mjs', 'cjs.cjs']) {
    const output = await node(app, file);
    if (output.trim() !== 'unavailable') throw new Error(`${title}: ${file} printed ${output}`);
  }
  progress(`${title}: ESM and CJS programs ran`);
  for (const compiler of compilers) {
    for (const { name } of resolutions) await typeCheck(app, compiler, name);
  }
  progress(`${title}: type-checked with TypeScript 6.0 and 5.9, NodeNext and Bundler`);
}

/** What an app may keep that only uses the core: older than what the other entries need. */
const oldMajors = ['fastify@4', 'next@14', '@clerk/nextjs@5', '@clerk/express@1', 'react@18'];

/** npm stops with ERESOLVE if a peer, though optional, does not fit. */
async function resolveBesideOldMajors(folder: string, tarball: string): Promise<void> {
  const app = join(folder, 'old-majors');
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true }));
  const { packages } = clients[0];
  const wanted = [tarball, ...packages, ...oldMajors];
  await run(app, 'npm', 'install', '--package-lock-only', '--no-audit', '--no-fund', ...wanted);
  progress(`npm resolves the package beside ${oldMajors.join(' ')}`);
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'clerk-cerbos-install-')));
try {
  await run(root, 'npm', 'pack', '--ignore-scripts', '--pack-destination', folder);
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? '';
  progress(`packed ${tarball}`);
  await resolveBesideOldMajors(folder, join(folder, tarball));
  for (const client of clients) {
    await Promise.all(
      managers.map((manager) => tryApp(folder, join(folder, tarball), manager, client)),
    );
  }
  progress('The tarball installs, runs and compiles beside every client.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
