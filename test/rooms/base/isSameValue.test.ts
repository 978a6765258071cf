import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameValue } from '../../../src/base/isSameValue';
import { toValue } from '../../../src/base/value';

// Small, so that two of them are often nearly the same.
const { value } = fc.letrec((again) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>(0, 1, '', '0', 'a', true, false, null, [], {}),
    fc.array(again('value'), { maxLength: 2 }),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom('0', 'a', 'b', '__proto__'), again('value')), {
        maxLength: 3,
        selector: ([name]) => name,
      })
      .map((members) => Object.fromEntries(members)),
  ),
}));

describe('two values', () => {
  it('are the same where their JSON is, and nowhere else', () => {
    let same = 0;
    fc.assert(
      fc.property(value, value, (one, other) => {
        const [a, b] = [toValue(one, 'a'), toValue(other, 'b')];
        const isSame = JSON.stringify(a) === JSON.stringify(b);
        expect(isSameValue(a, b)).toBe(isSame);
        expect(isSameValue(a, toValue(one, 'a'))).toBe(true);
        if (isSame) same += 1;
      }),
      { numRuns: 3000 },
    );
    expect(same).toBeGreaterThan(20);
  });
});
