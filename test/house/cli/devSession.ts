import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cerbosBinary } from '../../../src/testing/cerbos/cerbosBinary';
import { root } from '../../setup/publishedPackage';

const example = join(root, 'examples/nextjs');

/** An app that does what it is told by lines on its standard input. */
const app = `
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
const { CERBOS_HTTP, CERBOS_GRPC, CLERK_CERBOS_DEV } = process.env;
const post = async (path, body) => {
  const response = await fetch(CERBOS_HTTP + path, { method: 'POST', body: JSON.stringify(body) });
  return response.json();
};
const commands = {
  check: async (body) => post('/api/check/resources', body),
  plan: async (body) => post('/api/plan/resources', body),
  reasons: async (callId) => (await fetch(CLERK_CERBOS_DEV + '/reasons/' + callId)).json(),
  addresses: async () => ({ CERBOS_HTTP, CERBOS_GRPC, CLERK_CERBOS_DEV }),
  env: async (name) => process.env[name] ?? null,
  exit: async (code) => process.exit(code),
};
console.log('app ready');
let calls = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const [name, argument] = JSON.parse(line);
  console.log('answer ' + ++calls + ' ' + JSON.stringify(await commands[name](argument)));
}
`;

/** A folder with the policies of an example, a PDP, and the app. */
export function makeDevApp(
  pdpFrom = root,
  files: Readonly<Record<string, string>> = {},
): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'clerk-cerbos-dev-'));
  cpSync(join(example, 'policies'), join(folder, 'policies'), { recursive: true });
  cpSync(join(example, 'cerbos.yaml'), join(folder, 'cerbos.yaml'));
  const binary = `node_modules/@cerbos/cerbos-${process.platform}-${process.arch}`;
  const written = { 'package.json': '{}', 'server.mjs': app, ...files };
  for (const [path, text] of Object.entries(written)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  mkdirSync(dirname(join(folder, binary)), { recursive: true });
  symlinkSync(dirname(cerbosBinary(pdpFrom)), join(folder, binary));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A running `dev`. */
export interface DevSession {
  readonly child: ChildProcess;
  /** What it has said so far, without what its app has written. */
  readonly said: () => string;
  /** Resolves with all output when it has this text, after what was waited for before. */
  readonly until: (text: string | RegExp) => Promise<string>;
  /** Has the app do something, and resolves with its answer. */
  readonly tell: (command: string, argument?: unknown) => Promise<unknown>;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/** Starts `clerk-cerbos dev`. Without another command, it runs the app. */
export function startDev(
  folder: string,
  options: readonly string[] = [],
  command: readonly string[] = ['node', 'server.mjs'],
  environment: Readonly<Record<string, string>> = {},
): DevSession {
  const args = [join(root, 'dist/cli.js'), 'dev', ...options];
  const rest = command.length > 0 ? ['--', ...command] : [];
  const child = spawn(process.execPath, [...args, ...rest], {
    cwd: folder,
    env: { ...process.env, ...environment },
  });
  let text = '';
  let said = '';
  let seen = 0;
  let answers = 0;
  const listeners = new Set<() => void>();
  const look = () => {
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    look();
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    said += chunk;
    look();
  });
  let isOver = false;
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => {
      isOver = true;
      look();
      resolve(code ?? signal);
    });
  });
  const wait = (wanted: string | RegExp, from: () => number) =>
    new Promise<{ found: string; end: number }>((resolve, reject) => {
      const listener = () => {
        const rest = text.slice(from());
        const at = typeof wanted === 'string' ? rest.indexOf(wanted) : rest.search(wanted);
        const found = typeof wanted === 'string' ? wanted : (wanted.exec(rest)?.[0] ?? '');
        if (at < 0 && !isOver) return;
        listeners.delete(listener);
        if (at < 0) reject(new Error(`dev has ended without ${String(wanted)}:\n${text}`));
        else resolve({ found, end: from() + at + found.length });
      };
      listeners.add(listener);
      listener();
    });
  return {
    child,
    said: () => said,
    async until(wanted) {
      const { end } = await wait(wanted, () => seen);
      seen = end;
      return text;
    },
    async tell(name, argument) {
      answers += 1;
      const answer = wait(new RegExp(`answer ${String(answers)} .*\n`), () => 0);
      child.stdin.write(`${JSON.stringify([name, argument])}\n`);
      const { found } = await answer;
      return JSON.parse(found.split(' ').slice(2).join(' ')) as unknown;
    },
    ended,
  };
}
