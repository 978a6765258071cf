import { expect, it } from 'vitest';
import { NOT_INSTALLED } from '../failover/haproxyVersion';
import { forbiddenSkips, type SkippedTest } from '../setup/forbiddenSkips';

const haproxy: SkippedTest = {
  file: 'test/attacks/faults/failover.test.ts',
  name: 'while a PDP is away > every question gets its right answer through HTTP behind haproxy',
  reason: NOT_INSTALLED,
};
const without = () => false;

it('in CI, the test that needs haproxy may be skipped where haproxy is not installed', () => {
  expect(forbiddenSkips([haproxy], without)).toEqual([]);
  expect(forbiddenSkips([haproxy], () => true)).toEqual([haproxy]);
  const quoted = haproxy.name.replace('HTTP behind haproxy', "'HTTP behind haproxy'");
  expect(forbiddenSkips([{ ...haproxy, name: quoted }], without)).toEqual([]);
});

it.each<[string, Partial<SkippedTest>]>([
  ['another test of its file', { name: 'while a PDP is away > through a list over HTTP' }],
  ['a test of that name in another file', { file: 'test/attacks/faults/load.test.ts' }],
  ['another reason', { reason: 'marked skip' }],
])('in CI, nothing else may be skipped: %s', (_, other) => {
  const test = { ...haproxy, ...other };
  expect(forbiddenSkips([haproxy, test], without)).toEqual([test]);
});
