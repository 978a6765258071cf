import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { admin, startAdminPdp } from '../../setup/adminPdp';
import { root } from '../../setup/publishedPackage';
import { transcriptsOf } from '../../setup/transcripts';
import { markdownPage } from '../snippets';

const program = join(root, 'dist/cli.js');
const page = 'docs/cli/generate.md';
const examplePolicies = join(root, 'examples/nextjs/policies');

const withPrettier = { 'package.json': '{ "devDependencies": { "prettier": "*" } }' };

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An app with the policies of an example, and with these files. */
function makeApp(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'clerk-cerbos-generate-'));
  folders.push(folder);
  cpSync(examplePolicies, join(folder, 'policies'), { recursive: true });
  for (const [path, text] of Object.entries({ 'package.json': '{}', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function generate(
  folder: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'generate', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, stdout, stderr };
}

const read = (folder: string, path = 'lib/policies.gen.ts') =>
  readFileSync(join(folder, path), 'utf8');

/** Another name for an action. */
function rename(folder: string, from: string, to: string): void {
  const file = join(folder, 'policies/resource_policies/document.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(`- ${from}\n`, `- ${to}\n`));
}

describe(page, () => {
  it('shows what the command prints, in its order', () => {
    const folder = makeApp();
    // Between the commands, a policy changes as the page says.
    const changes = [
      () => undefined,
      () => rename(folder, 'edit', 'publish'),
      () => rename(folder, 'publish', 'edit'),
    ];
    const transcripts = transcriptsOf(page);
    expect(transcripts).toHaveLength(changes.length);
    for (const [index, { command, output }] of transcripts.entries()) {
      changes[index]?.();
      const [npx, name, generateCommand, ...args] = command.split(' ');
      expect([npx, name, generateCommand]).toEqual(['npx', 'clerk-cerbos', 'generate']);
      const { stdout, stderr, status } = generate(folder, args);
      expect(stdout + stderr).toBe(output);
      expect(status).toBe(args.includes('--check') ? 1 : 0);
    }
  });

  it('shows the file that is written', () => {
    const shown = markdownPage(page).snippets.find(({ path }) => path === 'lib/policies.gen.ts');
    const [, ...lines] = (shown?.code ?? '').split('\n');
    expect(lines.join('\n')).toBe(read(join(root, 'examples/nextjs')));
  });
});

describe('the examples', () => {
  it.each(['astro', 'express', 'hono', 'mcp', 'nextjs', 'react-router', 'remix', 'tanstack-start'])(
    'have the types of their policies: %s',
    (name) => {
      const { stdout, status } = generate(join(root, 'examples', name), ['--check']);
      expect(stdout).toContain('fits policies/');
      expect(status).toBe(0);
    },
  );
});

describe('clerk-cerbos generate', () => {
  it('writes the same again, and leaves the file untouched then', () => {
    const folder = makeApp();
    generate(folder);
    expect(generate(folder).stdout).toBe(
      '✓ lib/policies.gen.ts is up to date (2 kinds, 7 actions)\n',
    );
    expect(generate(folder, ['--check']).status).toBe(0);
  });

  it('formats as the Prettier of the project does', () => {
    const folder = makeApp({
      ...withPrettier,
      '.prettierrc': '{ "semi": false, "tabWidth": 4, "singleQuote": true }',
    });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    generate(folder);
    expect(read(folder)).toContain("        actions: 'list'\n");
    expect(read(folder)).not.toContain(';\n');
    const { status } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/prettier/bin/prettier.cjs'), '--check', 'lib'],
      { cwd: folder },
    );
    expect(status).toBe(0);
  });

  it('formats as the Biome of the project does, if that has settings', () => {
    const folder = makeApp({
      'package.json': '{ "devDependencies": { "@biomejs/biome": "*" } }',
      'biome.json': '{}',
      // Its command line, as far as it is called.
      'node_modules/@biomejs/biome/package.json': '{"name":"@biomejs/biome"}',
      'node_modules/@biomejs/biome/bin/biome': `process.stdin.on('data', (code) => process.stdout.write('// ' + process.argv[3].split('/').pop() + '\\n' + code));`,
    });
    generate(folder);
    expect(read(folder)).toMatch(/^\/\/ policies\.gen\.ts\n\/\/ Written by/);
    expect(generate(folder, ['--check']).status).toBe(0);
  });

  it('does not format with a Prettier that is only installed for another package', () => {
    const folder = makeApp({ '.prettierrc': '{ "singleQuote": true }' });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    generate(folder);
    expect(read(folder)).toContain('actions: "list"\n');
  });

  it('writes the file as it is where the formatter fails', () => {
    const folder = makeApp({ ...withPrettier, '.prettierrc': '{ broken' });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    expect(generate(folder).status).toBe(0);
    expect(read(folder)).toContain('attr: DocumentAttributes\n');
  });

  it('fails in CI if the file does not exist', () => {
    const { status, stdout } = generate(makeApp(), ['--check']);
    expect(stdout).toContain('✗ lib/policies.gen.ts does not exist');
    expect(status).toBe(1);
  });

  it.each([
    ['a file of the user', ['--out', 'mine.ts'], 'mine.ts was not written by generate.'],
    ['a declaration file', ['--out', 'a.d.ts'], "a.d.ts can't hold the types."],
    ['another language', ['--out', 'a.js'], "a.js can't hold the types."],
    ['--watch with --check', ['--watch', '--check'], 'Leave out --check.'],
    ['--watch with --from', ['--watch', '--from', 'http://127.0.0.1:1'], 'Leave out --from.'],
    ['no such folder', ['--policies', 'nowhere'], 'does not exist'],
    ['no address', ['--from', 'localhost'], 'is not the address of a PDP'],
    ['no PDP', ['--from', 'http://127.0.0.1:1'], 'does not answer'],
    ['a misspelt option', ['--chekc'], 'Did you mean --check?'],
  ])('ends with exit code 2 and writes nothing for %s', (_, args, message) => {
    const folder = makeApp({ 'mine.ts': 'export const mine = 1;\n' });
    const { status, stderr } = generate(folder, args);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
    expect(read(folder, 'mine.ts')).toBe('export const mine = 1;\n');
    expect(existsSync(join(folder, 'lib'))).toBe(false);
  });

  it('prints no control characters of a policy', () => {
    const policy = `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: thing
  version: default
  schemas: { resourceSchema: { ref: "a\\e[2J.json" } }
`;
    const { status, stderr } = generate(makeApp({ 'policies/thing.yaml': policy }));
    expect(stderr).toContain('policies/thing.yaml:5 names the schema a\\u001B[2J.json');
    expect(stderr).not.toContain('\u001B');
    expect(status).toBe(2);
  });

  it('with --from, writes from a running PDP what it writes from the folder', async () => {
    const folder = makeApp();
    generate(folder);
    const ofFolder = read(folder);
    const pdp = await startAdminPdp(examplePolicies);
    try {
      const environment = { CERBOS_USERNAME: admin.username, CERBOS_PASSWORD: admin.password };
      expect(generate(folder, ['--from', pdp.httpUrl], environment).status).toBe(0);
      const types = (text: string) =>
        text
          .split('\n')
          .filter((line) => !/^\s*(?:\/\/|\/?\*)/.test(line))
          .join('\n');
      expect(types(read(folder))).toBe(types(ofFolder));
      const { username, password } = admin;
      const given = ['--from', pdp.httpUrl, '--admin', `${username}:${password}`, '--check'];
      expect(generate(folder, given).stdout).toContain(`fits the PDP at ${pdp.httpUrl}`);
      const { stderr, status } = generate(folder, ['--from', pdp.httpUrl, '--admin', 'ada:wrong']);
      expect(stderr).toContain('refuses the name or the password');
      expect(status).toBe(2);
    } finally {
      await pdp.stop();
    }
  });

  it('with --watch, writes again after each change, also after a broken one', async () => {
    const folder = makeApp();
    const child = spawn(process.execPath, [program, 'generate', '--watch'], { cwd: folder });
    try {
      const output = collect(child);
      await output.until('Watching policies');
      rename(folder, 'edit', 'publish');
      await output.until('+ document: publish');
      expect(read(folder)).toContain('"publish"');
      writeFileSync(join(folder, 'policies/broken.yaml'), 'a: [1\nb: 2\n');
      await output.until('broken.yaml:2 is not YAML');
      rmSync(join(folder, 'policies/broken.yaml'));
      rename(folder, 'publish', 'polish');
      await output.until('+ document: polish');
    } finally {
      child.kill();
      await once(child, 'exit');
    }
  });
});

/** What a process writes. */
function collect(child: ChildProcess) {
  let text = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      for (const listener of listeners) listener();
    });
  }
  return {
    until: (part: string) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!text.includes(part)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      }),
  };
}
