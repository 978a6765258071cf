import { signedInAuthObject } from '@clerk/backend/internal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type StepUp, toPrincipal } from '../../../src';
import { isFreshEnough, readStepUp, strictestStepUp } from '../../../src/identify/reverification';
import { adminClaims } from './clerkAuths';

type Claims = Parameters<typeof signedInAuthObject>[2];
const signedIn = (claims: object) =>
  signedInAuthObject({}, 'token', { ...adminClaims, ...claims } as unknown as Claims);

const age = fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 2_000 }));
const fva = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(age, age) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(undefined, [], [1], [1, 2, 3], ['1', 2], [-2, 3], [NaN, 3]),
  },
);
const level = fc.constantFrom('first_factor', 'second_factor', 'multi_factor');
const demand: fc.Arbitrary<StepUp> = fc.oneof(
  fc.constantFrom<StepUp>('strict_mfa', 'strict', 'moderate', 'lax'),
  fc.record({
    level: level as fc.Arbitrary<'first_factor'>,
    afterMinutes: fc.integer({ min: 1, max: 2_000 }),
  }),
);

describe('whether a session is fresh enough', () => {
  it("is decided as Clerk's own has() decides it", () => {
    fc.assert(
      fc.property(fva, demand, (factors, reverification) => {
        const auth = signedIn({ fva: factors });
        const { attr } = toPrincipal(auth);
        expect(isFreshEnough(attr, reverification)).toBe(auth.has({ reverification }));
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('features and plans', () => {
  const scope = fc.constantFrom('o', 'u', 'ou', 'uo', 'x', '');
  const name = fc.constantFrom('a', 'b', 'a:b', '', ' a');
  const element = fc.oneof(
    { weight: 9, arbitrary: fc.tuple(scope, name).map((pair) => pair.join(':')) },
    { weight: 1, arbitrary: fc.constant('a') },
  );
  const claim = fc.array(element, { maxLength: 4 }).map((elements) => elements.join(','));

  it("are the scoped names for which Clerk's own has() is true", () => {
    fc.assert(
      fc.property(claim, claim, (fea, pla) => {
        const { o: _, ...personal } = adminClaims;
        // Without an organization, since the SDK itself throws on some claims with one.
        const auth = signedInAuthObject({}, 'token', {
          ...personal,
          fea,
          pla,
        } as unknown as Claims);
        const { features, plans } = toPrincipal(auth).attr;
        for (const scoped of ['org:a', 'org:b', 'user:a', 'user:b'] as const) {
          expect([scoped, features.includes(scoped)]).toEqual([
            scoped,
            auth.has({ feature: scoped }),
          ]);
          expect([scoped, plans.includes(scoped)]).toEqual([scoped, auth.has({ plan: scoped })]);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('a demand for reverification', () => {
  it.each([
    'stricter',
    'constructor',
    '__proto__',
    { level: 'third_factor', afterMinutes: 1 },
    { level: 'first_factor', afterMinutes: 0 },
    { level: 'first_factor', afterMinutes: '10' },
    { level: 'first_factor', afterMinutes: Infinity },
    null,
    7,
  ])('is not read from %j', (input) => {
    expect(readStepUp(input)).toBeUndefined();
  });

  it('is the strictest of several where no other has as high a level and a shorter time', () => {
    const read = (one: StepUp) => {
      const presets = { strict_mfa: [2, 10], strict: [1, 10], moderate: [1, 60], lax: [1, 1_440] };
      const levels = ['first_factor', 'second_factor', 'multi_factor'];
      return typeof one === 'string' ? presets[one] : [levels.indexOf(one.level), one.afterMinutes];
    };
    fc.assert(
      fc.property(fc.array(demand, { minLength: 1, maxLength: 4 }), (demands) => {
        const strictest = strictestStepUp(demands);
        if (strictest === undefined) throw new Error('One of several is the strictest.');
        expect(demands).toContain(strictest);
        const [level = 0, minutes = 0] = read(strictest);
        for (const [otherLevel = 0, otherMinutes = 0] of demands.map(read)) {
          expect(otherLevel > level || (otherLevel === level && otherMinutes < minutes)).toBe(
            false,
          );
        }
      }),
    );
    expect(strictestStepUp([])).toBeUndefined();
  });
});
