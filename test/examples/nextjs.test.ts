import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../setup/publishedPackage';
import { descendants, survivors } from './descendants';
import { runDemo } from './runDemo';
import { holdFolder } from '../setup/holdFolder';

await holdFolder('examples/nextjs');

const minutes = 60_000;
const program = 'examples/nextjs/demo/demo.ts';

test(
  '--once takes the tour, finds every decision as expected and leaves nothing running',
  async () => {
    const demo = await runDemo(program, '--once');
    await demo.waitFor('matched policy');
    const started = descendants(demo.pid);
    expect(await demo.ended, demo.output()).toBe(0);
    const [, good, all] = /(\d+) of (\d+) as expected/.exec(demo.output()) ?? [];
    expect(good).toBe(all);
    expect(Number(all)).toBeGreaterThan(40);
    expect(demo.output(), 'a pipe gets no colours').not.toContain('\u001b[');
    expect(started.length).toBeGreaterThan(1);
    expect(survivors(started)).toEqual([]);
  },
  3 * minutes,
);

test(
  'without --once it stays up after the tour, until SIGINT ends it and all that it has started',
  async () => {
    const demo = await runDemo(program);
    await demo.waitFor('press Ctrl-C to stop it');
    const [origin = ''] = /http:\/\/localhost:\d+/.exec(demo.output()) ?? [];
    expect((await fetch(`${origin}/api/documents/brand`)).status).toBe(401);
    const started = descendants(demo.pid);
    demo.signal('SIGINT');
    expect(await demo.ended, demo.output()).toBe(130);
    expect(started.length).toBeGreaterThan(1);
    expect(survivors(started)).toEqual([]);
  },
  3 * minutes,
);

test(
  'SIGTERM in the middle of the build ends it and all that it has started',
  async () => {
    // What an earlier demo has built would be taken.
    rmSync(join(root, 'examples/nextjs/.next/demo.json'), { force: true });
    const demo = await runDemo(program, '--once');
    await demo.waitFor('building the app');
    const started = descendants(demo.pid);
    demo.signal('SIGTERM');
    expect(await demo.ended, demo.output()).toBe(143);
    expect(started.length).toBeGreaterThan(1);
    expect(survivors(started)).toEqual([]);
  },
  2 * minutes,
);

test('what the demo does not understand is said, and is exit code 2', async () => {
  const demo = await runDemo(program, '--twice');
  expect(await demo.ended).toBe(2);
  expect(demo.output()).toContain("Unknown option '--twice'");
});
