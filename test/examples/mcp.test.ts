import { expect, test } from 'vitest';
import { compare } from '../../examples/mcp/demo/Step';
import { steps } from '../../examples/mcp/demo/steps';
import { descendants, survivors } from './descendants';
import { runDemo } from './runDemo';

const minutes = 60_000;

// How the demo connects, and how many more questions it asks before the MCP server.
const connections = {
  'SDK 2, HTTP without sessions': 4,
  'SDK 2, HTTP with sessions': 5,
  'SDK 2, HTTP without sessions, and a client of SDK 1': 4,
  'SDK 1, HTTP without sessions': 4,
  'SDK 1, HTTP with sessions': 5,
  'SDK 2, stdio': 0,
  'SDK 1, stdio': 0,
};

test(
  'the demo of examples/mcp finds every answer as expected over each connection, and leaves nothing running',
  async () => {
    const demo = await runDemo('examples/mcp/demo/demo.ts', '--once');
    await demo.waitFor('SDK 2, HTTP without sessions');
    const started = descendants(demo.pid);
    expect(await demo.ended, demo.output()).toBe(0);
    expect(steps.length).toBeGreaterThan(30);
    let all = 0;
    for (const [name, more] of Object.entries(connections)) {
      expect(demo.output()).toContain(`\n${name}`);
      all += steps.length + more;
    }
    expect(demo.output()).toContain(`${all} of ${all} as expected`);
    expect(demo.output(), 'a pipe gets no colours').not.toContain('\u001b[');
    expect(started.length).toBeGreaterThan(1);
    expect(survivors(started)).toEqual([]);
  },
  5 * minutes,
);

test('an answer that is not as expected is described by each of its differences', () => {
  const refused = { outcome: 'refused', text: 'No.', code: 'denied', retryable: false } as const;
  expect(compare(refused, { outcome: 'refused', code: 'denied', text: 'No' })).toEqual([]);
  expect(compare(refused, { outcome: 'answered', names: ['a'], text: 'Yes' })).toEqual([
    'outcome: "refused" instead of "answered"',
    'names: none instead of ["a"]',
    'code: "denied" instead of none',
    'text: "No." instead of "Yes"',
  ]);
  expect(compare(refused, { outcome: 'refused', scopes: ['s'] })).toEqual([
    'scopes: none instead of ["s"]',
  ]);
  expect(compare({ ...refused, retryable: true }, { outcome: 'refused', code: 'denied' })).toEqual([
    'retryable: true instead of false',
  ]);
});
