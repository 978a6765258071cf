import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Claims, oddClaims, usualClaims } from './claims';
import {
  asksHas,
  type Compared,
  compareWithHas,
  type Comparison,
  type Difference,
} from './compareWithHas';
import { conditionFor, type HasParams, makeQuestions, oddQuestions, presets } from './questions';
import { sample, seed, understand, verifiedTokens } from './tokens';

const twoMinutes = 120_000;
const roles = ['user'];
const asCondition = (params: HasParams): Compared => ({
  params,
  roles,
  condition: conditionFor(params),
});
// A role of an organization is a role of the principal, too.
const asRole = (role: string): Compared => ({ params: { role }, roles: [role] });
const questions = [
  ...makeQuestions(seed).map(asCondition),
  ...['org:admin', 'org:member', 'org:billing_manager'].map(asRole),
];

const show = ({ claims, params, has }: Difference) => ({ claims, params, has, policy: !has });
const allowedByPolicyAlone = ({ has }: Difference) => !has;

/** Why a policy refuses what `has()` would grant: each of these is on purpose. */
function whyStricter({ principal, params, claims }: Difference): string {
  if (principal === undefined) return 'a token that toPrincipal refuses';
  if (principal.roles.includes('anonymous')) return 'no session, or one of unknown status';
  if (principal.roles.includes('pending')) return 'a pending session';
  if (oddQuestions.includes(params)) return 'a name that Clerk cannot have';
  const { auth } = understand(claims as Claims);
  return auth !== undefined && asksHas(auth, params) ? 'no reason' : 'has() of version 2 alone';
}

/** Prints what was compared, and fails wherever a policy allows more, or less for no reason. */
function expectNothingLooser(what: string, { compared, allowed, differences }: Comparison): void {
  const looser = differences.filter(allowedByPolicyAlone);
  const stricter: Record<string, number> = {};
  for (const difference of differences) {
    if (allowedByPolicyAlone(difference)) continue;
    const why = whyStricter(difference);
    stricter[why] = (stricter[why] ?? 0) + 1;
  }
  const counted = Object.entries(stricter).map(([why, count]) => `${count} × ${why}`);
  console.log(
    `${what}: compared ${compared.toLocaleString('en')} cases, ${differences.length} differences` +
      `, of which ${looser.length} looser${counted.map((text) => `, ${text}`).join('')} (seed ${seed})`,
  );
  expect(looser.map(show)).toEqual([]);
  expect(
    differences
      .filter((one) => !looser.includes(one) && whyStricter(one) === 'no reason')
      .map(show),
  ).toEqual([]);
  // Two that always say no would agree, too.
  const yes = [...allowed.values()].reduce((sum, count) => sum + count, 0);
  expect(yes).toBeGreaterThan(compared / 100);
}

describe("the pack's conditions", () => {
  it(
    'decide as has() does on tokens that Clerk signs and its SDK verifies',
    async () => {
      const tokens = await verifiedTokens(sample(usualClaims, 400));
      expect(tokens.filter(({ auth }) => auth?.isAuthenticated === true)).toHaveLength(400);
      const comparison = await compareWithHas(tokens, questions);
      expectNothingLooser('verified tokens', comparison);
      expect(comparison.differences.map(show)).toEqual([]);
    },
    twoMinutes,
  );

  it(
    'allow nothing that has() refuses on malformed claims that Clerk signed',
    async () => {
      const tokens = await verifiedTokens(sample(oddClaims, 400));
      expectNothingLooser('verified malformed tokens', await compareWithHas(tokens, questions));
    },
    twoMinutes,
  );

  it(
    'decide as has() does whatever of its own claims Clerk puts together',
    async () => {
      const tokens = sample(usualClaims, 1_200).map((claims) => understand(claims));
      const comparison = await compareWithHas(tokens, questions);
      expectNothingLooser('claims as Clerk writes them', comparison);
      expect(comparison.differences.map(show)).toEqual([]);
    },
    twoMinutes,
  );

  it(
    'allow nothing that has() refuses on malformed claims, and refuse more only on purpose',
    async () => {
      const tokens = sample(oddClaims, 1_400).map((claims) => understand(claims));
      const asked = [...questions, ...oddQuestions.map(asCondition)];
      expectNothingLooser('malformed claims', await compareWithHas(tokens, asked));
    },
    twoMinutes,
  );

  it.each([
    { kind: 'usual', claims: usualClaims },
    { kind: 'malformed', claims: oddClaims },
  ])(
    'allow nothing that has() of @clerk/backend 2 refuses on $kind claims',
    async ({ kind, claims }) => {
      const tokens = sample(claims, 400).map((some) => understand(some, 2));
      expectNothingLooser(
        `${kind} claims, @clerk/backend 2`,
        await compareWithHas(tokens, questions),
      );
    },
    twoMinutes,
  );

  it(
    'in the strict form also want a second factor that was verified',
    async () => {
      const asked = presets.map((preset): Compared => {
        const condition = `V.reverified_${preset}_no_downgrade`;
        const hasSecond: Compared['and'] = ({ factorVerificationAge }) =>
          factorVerificationAge?.[1] !== -1;
        return { params: { reverification: preset }, roles, condition, and: hasSecond };
      });
      const claims = sample(fc.oneof(usualClaims, oddClaims), 800);
      const tokens = claims.map((some) => understand(some));
      expectNothingLooser('the strict form', await compareWithHas(tokens, asked));
    },
    twoMinutes,
  );

  it.each([
    ['P.attr.secondFactorAge < 10 ||', 'P.attr.secondFactorAge <= 10 ||'],
    ['P.attr.secondFactorAge < 60 ||', 'P.attr.firstFactorAge < 60 ||'],
    [' && (P.attr.secondFactorAge < 10 || P.attr.secondFactorAge == 1000000000)', ''],
  ])(
    'would be seen to allow more with %j replaced by %j',
    async (text, by) => {
      const asked = presets.map((reverification) => asCondition({ reverification }));
      const tokens = sample(usualClaims, 600).map((claims) => understand(claims));
      const { differences } = await compareWithHas(tokens, asked, [
        ['exports/clerk.yaml', text, by],
      ]);
      expect(differences.filter(allowedByPolicyAlone)).not.toEqual([]);
    },
    twoMinutes,
  );
});
