import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { appFiles, makeApp, writeFiles } from '../../rooms/cli/init/makeApp';
import { root } from '../../setup/publishedPackage';
import { transcriptsOf } from '../../setup/transcripts';

const program = join(root, 'dist/cli.js');

function init(folder: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'init', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** Everything in a folder, by its path. */
function contents(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file.slice(folder.length + 1), readFileSync(file, 'utf8')]),
  );
}

/** Runs it in a terminal, and answers its questions. Returns all that is on the terminal. */
async function answer(
  folder: string,
  answers: readonly (readonly [question: string, keys: string])[],
): Promise<string> {
  // Without a width, the question would be written one letter below the other.
  const command = `stty cols 100 rows 50; '${process.execPath}' '${program}' init`;
  const { CI: _, ...env } = process.env;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: folder,
    env: { ...env, TERM: 'xterm' },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  const left = [...answers];
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    const [next] = left;
    if (next === undefined || !output.includes(next[0])) return;
    left.shift();
    child.stdin.write(next[1]);
  });
  await once(child, 'exit');
  return output;
}

describe('docs/cli/init.md', () => {
  // Before each command, the app of the page.
  const next = {
    'package.json': {
      name: 'shop',
      scripts: { dev: 'next dev' },
      dependencies: { '@clerk/nextjs': '^7.9.0', next: '^16.4.0', react: '^19.2.0' },
    },
    'tsconfig.json': {},
    'app/layout.tsx': '',
  };

  it.each(transcriptsOf('docs/cli/init.md'))('shows what is printed by: $command', (transcript) => {
    const [npx, name, command, ...args] = transcript.command.split(' ');
    expect([npx, name, command]).toEqual(['npx', 'clerk-cerbos', 'init']);
    const { stdout, stderr, status } = init(makeApp(next), ...args);
    expect(stdout + stderr).toBe(transcript.output);
    expect(status).toBe(0);
  });
});

describe('clerk-cerbos init', () => {
  it('writes nothing with --dry-run, and says what it would', () => {
    const folder = makeApp(appFiles('express'));
    const before = contents(folder);
    const { status, stdout } = init(folder, '--dry-run');
    expect(status).toBe(0);
    expect(stdout).toContain('+ lib/authz.ts');
    expect(stdout).toContain('+    "policies:test": "cerbos compile policies"');
    expect(contents(folder)).toEqual(before);
  });

  it('writes all of it once, and nothing the second time', () => {
    const folder = makeApp(appFiles('nextjs'));
    expect(init(folder).stdout).toContain('Wrote 16 files.');
    const written = contents(folder);
    expect(init(folder).stdout).toContain('Nothing to write.');
    expect(contents(folder)).toEqual(written);
  });

  it.each([[], ['--yes']])(
    'keeps a file of the user that differs, and shows the difference (%j)',
    (...args) => {
      const folder = makeApp({ ...appFiles('express'), 'lib/authz.ts': 'mine\n' });
      const { stdout } = init(folder, ...args);
      expect(stdout).toContain('! lib/authz.ts  (differs, stays as it is)');
      expect(stdout).toContain('-mine\n+import');
      expect(contents(folder)['lib/authz.ts']).toBe('mine\n');
      expect(contents(folder)['lib/projects.ts']).toContain('findProject');
    },
  );

  it('replaces it with --overwrite alone', () => {
    const folder = makeApp({ ...appFiles('express'), 'lib/authz.ts': 'mine\n' });
    expect(init(folder, '--overwrite').stdout).toContain('! lib/authz.ts  (differs, is replaced)');
    expect(contents(folder)['lib/authz.ts']).toContain('createClerkCerbos');
  });

  it('prints no control character of a file of the user', () => {
    const folder = makeApp({ ...appFiles('express'), 'lib/authz.ts': 'a\u001B[2Jb\n' });
    const { stdout } = init(folder);
    expect(stdout).toContain('-a\\u001B[2Jb');
    expect(stdout).not.toContain('\u001B');
  });

  it('asks nothing without a terminal, also if its input stays open', async () => {
    const folder = makeApp({ ...appFiles('express'), 'lib/authz.ts': 'mine\n' });
    const child: ChildProcess = spawn(process.execPath, [program, 'init'], {
      cwd: folder,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  // `script` gives a program a terminal. Of other systems, it has other options.
  it.runIf(process.platform === 'linux')(
    'asks on a terminal, before it writes, and before it replaces a file',
    async () => {
      const folder = makeApp({
        ...appFiles('mcp', { packages: ['express'] }),
        'lib/authz.ts': 'mine\n',
        'lib/projects.ts': 'mine\n',
      });
      const answers = [
        ['Which framework', '\r'],
        ['Write this?', '\r'],
        ['Replace your lib/authz.ts?', 'y'],
        ['Replace your lib/projects.ts?', '\r'],
      ] as const;
      expect(await answer(folder, answers)).toContain('Wrote ');
      const { 'lib/authz.ts': authz, 'lib/projects.ts': projects } = contents(folder);
      expect(authz).toContain('clerk-cerbos/express');
      expect(projects).toBe('mine\n');
    },
  );

  it.runIf(process.platform === 'linux')('writes nothing after Ctrl-C', async () => {
    const folder = makeApp(appFiles('express'));
    const before = contents(folder);
    const output = await answer(folder, [['Write this?', '\u0003']]);
    expect(output).toContain('You stopped it. Nothing was written.');
    expect(contents(folder)).toEqual(before);
  });

  it('writes nothing at all if one file would stand outside of the app', () => {
    const folder = makeApp(appFiles('express'));
    symlinkSync(makeApp({}), join(folder, 'lib'));
    const before = contents(folder);
    const { status, stderr } = init(folder);
    expect(status).toBe(2);
    expect(stderr).toContain('lib/authz.ts would be written outside of the app');
    expect(contents(folder)).toEqual(before);
  });

  it.each([
    [
      'several frameworks',
      appFiles('mcp', { packages: ['express'] }),
      [],
      'names several frameworks: express, mcp. Choose one, as in --framework express.',
    ],
    ['no framework', { 'package.json': {} }, [], 'use --framework web'],
    ['no package.json', {}, [], 'Run init in the folder of your app.'],
    ['an unknown one', appFiles('express'), ['--framework', 'nuxt'], 'There is no framework'],
    ['an unknown option', appFiles('express'), ['--overwite'], 'Did you mean --overwrite?'],
  ])('ends with exit code 2 for %s', (_, files, args, message) => {
    const folder = makeApp(files);
    const before = contents(folder);
    const { status, stderr } = init(folder, ...args);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
    expect(contents(folder)).toEqual(before);
  });

  it('sends an app without Clerk to the command line of Clerk', () => {
    const folder = makeApp({ 'package.json': { dependencies: { next: '16' } } });
    const { stdout } = init(folder);
    expect(stdout).toContain('npx clerk init');
    expect(contents(folder)).not.toHaveProperty('proxy.js');
    // After it, as Clerk's own command line leaves the app.
    writeFiles(folder, { 'package.json': { dependencies: { next: '16', '@clerk/nextjs': '7' } } });
    expect(init(folder).stdout).toContain('+ proxy.js');
  });
});
