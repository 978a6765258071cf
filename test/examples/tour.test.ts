import { expect, test } from 'vitest';
import { callers } from '../../examples/demo/callers';
import { compare } from '../../examples/nextjs/demo/compare';
import { exitCode } from '../../examples/demo/exitCode';
import { expected } from '../../examples/nextjs/demo/expected';
import { stops } from '../../examples/nextjs/demo/stops';
import type { Row } from '../../examples/nextjs/demo/tour';
import type { Outcome } from '../../examples/nextjs/demo/visit';

const allowed: Outcome = {
  status: 200,
  decision: {
    callId: '01M857PH243GK8T5NAHR33P03N',
    action: 'view',
    effect: 'EFFECT_ALLOW',
    policy: 'resource.document.vdefault',
    derivedRoles: ['colleague'],
    outputs: [],
  },
  asksToVerify: false,
  sees: undefined,
  total: undefined,
};
const expectation = {
  status: 200,
  effect: 'EFFECT_ALLOW',
  policy: 'resource.document.vdefault',
  asksToVerify: false,
  sees: undefined,
  total: undefined,
  because: 'A colleague may view.',
} as const;

function row(differences: readonly string[]): Row {
  const [stop] = stops;
  if (stop === undefined) throw new Error('The tour has no stops.');
  return { stop, who: callers.cleo.name, outcome: allowed, expected: expectation, differences };
}

test('what comes out as expected has no differences', () => {
  expect(compare(allowed, expectation)).toEqual([]);
});

test.each([
  ['another status', { status: 403 }],
  ['another effect', { effect: 'EFFECT_DENY' }],
  ['another policy', { policy: 'resource.library.vdefault' }],
  ['no decision at all', { effect: undefined, policy: undefined }],
  ['a demand to verify', { asksToVerify: true }],
  ['other documents', { sees: ['roadmap'] }],
  ['another number of documents', { total: 10_000 }],
] as const)('%s, where it is expected and does not come, is a difference', (_, wrong) => {
  expect(compare(allowed, { ...expectation, ...wrong })).not.toEqual([]);
});

test('a case that nothing is expected of is a difference', () => {
  expect(compare(allowed, undefined)).not.toEqual([]);
});

test('one difference in any row makes --once fail', () => {
  expect(exitCode([row([]), row([])])).toBe(0);
  expect(exitCode([row([]), row(['status: 200 instead of 403'])])).toBe(1);
});

test('a tour that made no request at all makes --once fail', () => {
  expect(exitCode([])).toBe(1);
});

test('each case of the tour has its expectation, and each expectation its case', () => {
  const cases = stops.flatMap(({ name, callers }) => callers.map((caller) => `${name}: ${caller}`));
  expect(new Set(cases).size).toBe(cases.length);
  expect(Object.keys(expected).toSorted()).toEqual(cases.toSorted());
});
