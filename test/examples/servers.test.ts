import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documentRequests } from '../../examples/demo/documentRequests';
import { descendants, survivors } from './descendants';
import { root } from '../setup/publishedPackage';
import { runDemo } from './runDemo';

const minutes = 60_000;

test.each(['express', 'hono', 'prisma'])(
  'the demo of examples/%s finds every answer as expected, and leaves nothing running',
  async (name) => {
    const demo = await runDemo(`examples/${name}/demo.ts`, '--once');
    await demo.waitFor('HTTP');
    const started = descendants(demo.pid);
    expect(await demo.ended, demo.output()).toBe(0);
    const all = String(documentRequests.length);
    expect(documentRequests.length).toBeGreaterThan(10);
    expect(demo.output()).toContain(`${all} of ${all} as expected`);
    expect(demo.output(), 'a pipe gets no colours').not.toContain('\u001b[');
    expect(started.length).toBeGreaterThan(1);
    expect(survivors(started)).toEqual([]);
  },
  2 * minutes,
);

test(
  'the demo of examples/express stays up without --once, until SIGTERM ends it and all that it has started',
  async () => {
    const demo = await runDemo('examples/express/demo.ts');
    await demo.waitFor('press Ctrl-C to stop it');
    const [origin = ''] = /http:\/\/localhost:\d+/.exec(demo.output()) ?? [];
    expect((await fetch(`${origin}/documents`)).status).toBe(401);
    const started = descendants(demo.pid);
    demo.signal('SIGTERM');
    expect(await demo.ended, demo.output()).toBe(143);
    expect(survivors(started)).toEqual([]);
  },
  2 * minutes,
);

test(
  'the test of examples/prisma proves that its list has exactly the documents that checks allow',
  () => {
    const cwd = join(root, 'examples/prisma');
    const run = (...args: readonly string[]) =>
      spawnSync(process.execPath, ['--import', 'tsx', ...args], { cwd, encoding: 'utf8' });
    expect(run('generateClient.ts').status).toBe(0);
    const { status, stdout } = run('--test', 'documents.test.ts');
    expect(stdout, stdout).toContain('# pass 1');
    expect(status, stdout).toBe(0);
  },
  2 * minutes,
);
