import { expect, test } from 'vitest';
import { pageRequests } from '../../examples/demo/pageRequests';
import { requests as tanStackRequests } from '../../examples/tanstack-start/demo/requests';
import { descendants, survivors } from './descendants';
import { runDemo } from './runDemo';
import { holdFolder } from '../setup/holdFolder';

await holdFolder('examples of pages');

const minutes = 60_000;
const examples = [
  ['react-router', pageRequests],
  ['remix', pageRequests],
  ['tanstack-start', tanStackRequests],
] as const;

test.each(examples)(
  'the demo of examples/%s finds every answer as expected, and leaves nothing running',
  async (name, requests) => {
    const demo = await runDemo(`examples/${name}/demo/demo.ts`, '--once');
    await demo.waitFor('HTTP');
    const started = descendants(demo.pid);
    expect(await demo.ended, demo.output()).toBe(0);
    const all = String(requests.length);
    expect(requests.length).toBeGreaterThan(10);
    expect(demo.output()).toContain(`${all} of ${all} as expected`);
    expect(started.length).toBeGreaterThan(1);
    expect(survivors(started)).toEqual([]);
  },
  3 * minutes,
);

test.each(examples.map(([name]) => name))(
  'the demo of examples/%s stays up without --once, until SIGINT ends it and all that it has started',
  async (name) => {
    const demo = await runDemo(`examples/${name}/demo/demo.ts`);
    await demo.waitFor('press Ctrl-C to stop it');
    const [, origin = ''] = /Open (\S+)/.exec(demo.output()) ?? [];
    expect((await fetch(origin)).status).toBe(401);
    const started = descendants(demo.pid);
    demo.signal('SIGINT');
    expect(await demo.ended, demo.output()).toBe(130);
    expect(survivors(started)).toEqual([]);
  },
  3 * minutes,
);
