import fc from 'fast-check';
import { HTTP } from '@cerbos/http';
import {
  authenticatedMachineObject,
  signedInAuthObject,
  signedOutAuthObject,
} from '@clerk/backend/internal';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClerkCerbos, toPrincipal } from '../../../src';
import { findStepUp } from '../../../src/ask/decide';
import type { ClerkSandbox } from '../../../src/testing';
import { patient, usePdp } from '../../setup/pdp';
import { adminClaims } from '../identify/clerkAuths';
import { verifiers } from '../identify/machines/clerkClients';
import { startSandbox } from '../testing/sandboxAccounts';

type Claims = Parameters<typeof signedInAuthObject>[2];
type Machine = Parameters<typeof authenticatedMachineObject>[2];

const age = fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 1_500 }));
const session = fc
  .record({
    fva: fc.oneof(fc.tuple(age, age), fc.constantFrom(undefined, [], ['1', 2], [-2, 3])),
    sts: fc.constantFrom('active', 'active', undefined, 'pending', 'odd'),
    act: fc.constantFrom(
      undefined,
      undefined,
      undefined,
      { sub: 'user_9' },
      { sub: 'agent_1', type: 'agent' },
    ),
    sid: fc.constantFrom('sess_1', 'sess_1', 'sess_1', undefined),
    v: fc.constantFrom(1, 2),
  })
  // The SDK types claims as a token's; what a token may really carry is what is tested here.
  .map((claims) =>
    signedInAuthObject({}, 'token', { ...adminClaims, ...claims } as unknown as Claims),
  );
const machine = fc
  .constantFrom('api_key' as const, 'm2m_token' as const, 'oauth_token' as const)
  .map((type) => {
    const resource = { id: 'x_1', subject: 'user_1', scopes: [], claims: null };
    return authenticatedMachineObject(type, 'token', resource as unknown as Machine); // all that it reads
  });
const anyAuth = fc.oneof(
  { weight: 8, arbitrary: session },
  { weight: 1, arbitrary: machine },
  { weight: 1, arbitrary: fc.constant(null).map(() => signedOutAuthObject()) },
);

const reverification = fc.oneof(
  fc.record({
    level: fc.constantFrom('first_factor', 'second_factor', 'multi_factor'),
    afterMinutes: fc.integer({ min: 1, max: 1_500 }),
  }),
  fc.constantFrom('strict_mfa', 'strict', 'moderate', 'lax', 'stricter', '__proto__', null),
  fc.record(
    {
      level: fc.constantFrom('first_factor', 'second_factor', 'multi_factor', 'third'),
      afterMinutes: fc.oneof(fc.integer({ min: -1, max: 1_500 }), fc.constantFrom(NaN, 0.5)),
      strict: fc.constantFrom<unknown>(undefined, true, false, 'true'),
    },
    { requiredKeys: [] },
  ),
  fc.jsonValue(),
);
const outputs = fc.array(
  fc.tuple(fc.constantFrom('edit', 'edit', 'delete'), reverification).map(([action, demand]) => ({
    action,
    source: 'resource.document.vdefault#rule',
    // What a policy can output is a JSON value.
    value: JSON.parse(JSON.stringify({ clerk: { reverification: demand } })) as { clerk: object },
  })),
  { minLength: 1, maxLength: 4 },
);
const denied = fc.constantFrom(['edit'], ['delete'], ['edit', 'delete'], ['edit', 'view']);

describe('a demand to verify again', () => {
  it('is never one that the token satisfies already, and only for a person in a session of their own', () => {
    let demanded = 0;
    fc.assert(
      fc.property(anyAuth, denied, outputs, (auth, actions, said) => {
        const principal = toPrincipal(auth);
        const values = said.map((output) => ({ ...output, value: output.value as never })); // JSON, all of it
        const stepUp = findStepUp(principal, actions, values);
        if (stepUp === undefined) return;
        demanded += 1;
        // So that whoever verifies has a token for which Clerk answers otherwise: no loop.
        expect(auth.has({ reverification: stepUp })).toBe(false);
        expect(auth.tokenType).toBe('session_token');
        expect(principal.roles).toContain('user');
        expect('actor' in auth ? auth.actor : undefined).toBeUndefined();
        const names = said.map(({ action }) => action);
        for (const action of actions) expect(names).toContain(action);
      }),
      { numRuns: 5_000 },
    );
    // Or nothing was tested.
    expect(demanded).toBeGreaterThan(100);
  });

  it('is final after it was met, whatever the policy says then', () => {
    fc.assert(
      fc.property(denied, outputs, fc.boolean(), (actions, said, hasSecond) => {
        const fva = [0, hasSecond ? 0 : -1];
        const auth = signedInAuthObject({}, 'token', { ...adminClaims, fva } as unknown as Claims);
        const values = said.map((output) => ({ ...output, value: output.value as never })); // as above
        expect(findStepUp(toPrincipal(auth), actions, values)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });
});

it('is asked of a session whatever the app calls the role of those who are signed in', () => {
  const value = { clerk: { reverification: 'strict' } } as never; // JSON
  const demand = [{ action: 'edit', source: 'x', value }];
  const claims = { ...adminClaims, fva: [60, 60] };
  const stepUpOf = (sts: string) => {
    const auth = signedInAuthObject({}, 'token', { ...claims, sts } as unknown as Claims);
    return findStepUp(toPrincipal(auth, { baseRole: 'member' }), ['edit'], demand);
  };
  expect(stepUpOf('active')).toBe('strict');
  expect(stepUpOf('pending')).toBeUndefined();
});

describe('the strict form', () => {
  const ask = (fva: readonly [number, number], demand: object) => {
    const auth = signedInAuthObject({}, 'token', { ...adminClaims, fva } as unknown as Claims);
    const value = { clerk: { reverification: demand } } as never; // JSON
    return findStepUp(toPrincipal(auth), ['edit'], [{ action: 'edit', source: 'x', value }]);
  };
  const second = { level: 'second_factor', afterMinutes: 10 };

  it.each<[readonly [number, number], object | undefined, object | undefined]>([
    // What it costs: who never verified a second factor in this session is refused for good.
    [[60, -1], second, undefined],
    [[3, -1], undefined, undefined],
    [[60, 60], second, second],
    [[3, 60], second, second],
    [[60, 3], undefined, undefined],
  ])('asks nobody in vain: ages %j', (fva, graceful, strict) => {
    expect(ask(fva, second)).toEqual(graceful);
    expect(ask(fva, { ...second, strict: false })).toEqual(graceful);
    // The browser knows no such word.
    expect(ask(fva, { ...second, strict: true })).toEqual(strict);
  });

  it('of the first factor is the same as any other, and a misspelt one is none', () => {
    const first = { level: 'first_factor', afterMinutes: 10 };
    expect(ask([60, -1], { ...first, strict: true })).toEqual(first);
    expect(ask([60, 60], { ...second, strict: 'yes' })).toBeUndefined();
  });
});

describe('the whole circle, from the policy and back', () => {
  const pdp = usePdp();
  let clerk: ClerkSandbox;
  beforeAll(async () => {
    clerk = await startSandbox();
  });
  afterAll(() => clerk.close());

  it.each<[string, [number, number], unknown, [number, number], boolean]>([
    ['delete', [60, -1], { level: 'first_factor', afterMinutes: 10 }, [0, -1], true],
    ['export', [60, 60], 'strict', [0, 0], true],
    // Clerk lets who has no second factor do with the first; this policy does not, and says no.
    ['export', [60, -1], 'strict', [0, -1], false],
  ])('%s: %j is asked for %j, and then %j may: %s', async (action, before, demand, after, may) => {
    const [[, verifier]] = verifiers as [(typeof verifiers)[number]]; // there is one, at least
    const verify = verifier(() => clerk);
    const { checkResource } = createClerkCerbos({ cerbos: new HTTP(pdp().httpUrl), ...patient });
    const attr = { ownerId: 'user_ada', orgId: '', public: false };
    const decide = async (factorVerificationAge: [number, number]) => {
      const token = clerk.sessionToken({ userId: 'user_ada', factorVerificationAge });
      const resource = { kind: 'document', id: '1', attr };
      return checkResource(await verify(token), { resource, actions: [action] });
    };
    const first = await decide(before);
    expect([first.allAllowed(), first.stepUp]).toEqual([false, demand]);
    const second = await decide(after);
    expect([second.allAllowed(), second.stepUp]).toEqual([may, undefined]);
  });
});
