import { expect, test } from 'vitest';
import { pageRequests } from '../../examples/react-router/demo/pageRequests';
import { descendants, survivors } from './descendants';
import { runDemo } from './runDemo';

const minutes = 60_000;
const program = 'examples/react-router/demo/demo.ts';

test(
  'the demo of examples/react-router finds every answer as expected, and leaves nothing running',
  async () => {
    const demo = await runDemo(program, '--once');
    await demo.waitFor('HTTP');
    const started = descendants(demo.pid);
    expect(await demo.ended, demo.output()).toBe(0);
    const all = String(pageRequests.length);
    expect(demo.output()).toContain(`${all} of ${all} as expected`);
    expect(started.length).toBeGreaterThan(1);
    expect(survivors(started)).toEqual([]);
  },
  3 * minutes,
);

test(
  'without --once it stays up, until SIGINT ends it and all that it has started',
  async () => {
    const demo = await runDemo(program);
    await demo.waitFor('Ctrl-C stops everything');
    const [, origin = ''] = /Open (\S+)/.exec(demo.output()) ?? [];
    expect((await fetch(origin)).status).toBe(401);
    const started = descendants(demo.pid);
    demo.signal('SIGINT');
    expect(await demo.ended, demo.output()).toBe(130);
    expect(survivors(started)).toEqual([]);
  },
  3 * minutes,
);
