import { HTTP } from '@cerbos/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClerkCerbos, toPrincipal } from '../../../src';
import type { ClerkSandbox } from '../../../src/testing';
import { verifiers } from './machines/clerkClients';
import { patient, usePdp } from '../../setup/pdp';
import { startSandbox } from '../testing/sandboxAccounts';

const pdp = usePdp();
let clerk: ClerkSandbox;
beforeAll(async () => {
  clerk = await startSandbox();
});
afterAll(() => clerk.close());

const ada = { userId: 'user_ada', orgId: 'org_acme' } as const;
const stale: [number, number] = [60, -1];

/** What Clerk writes into `act`, and what policies see of it. */
const actors: readonly [string, Record<string, unknown>, string, string][] = [
  [
    'the staff, from the dashboard',
    { iss: 'https://dashboard.clerk.com', sid: 'sess_9', sub: 'user_staff' },
    'user_staff',
    'user',
  ],
  ['an agent', { sub: 'agent_1', type: 'agent' }, 'agent_1', 'agent'],
  ['whoever an app lets act', { sub: 'support:7', type: 'contractor' }, 'support:7', 'user'],
];

describe.each(verifiers)('through %s', (_, verifier) => {
  const verify = verifier(() => clerk);

  describe.each([1, 2] as const)('in a token of version %i', (version) => {
    it.each(actors)('the PDP sees who acts for a user: %s', async (_name, act, id, type) => {
      const auth = await verify(clerk.sessionToken({ ...ada, version, claims: { act } }));
      const cerbos = createClerkCerbos({ cerbos: new HTTP(pdp().httpUrl), ...patient });
      const { outputs } = await cerbos.checkResource(auth, {
        resource: { kind: 'mirror', id: '1', attr: {} },
        actions: ['look'],
      });
      expect(outputs[0]?.value).toMatchObject({
        id: 'user_ada',
        roles: ['user', 'org:admin'],
        principal: { userId: 'user_ada', actorId: id, actorType: type },
      });
    });
  });

  it.each(actors)('nobody who acts for a user is asked to verify: %s', async (_name, act) => {
    const cerbos = createClerkCerbos({ cerbos: new HTTP(pdp().httpUrl), ...patient });
    const attr = { ownerId: 'user_ada', orgId: 'org_acme', public: false };
    const question = {
      resource: { kind: 'document', id: '1', attr },
      actions: ['delete', 'edit'],
    };
    const facts = { ...ada, factorVerificationAge: stale };
    const acting = await verify(clerk.sessionToken({ ...facts, claims: { act } }));
    const decision = await cerbos.checkResource(acting, question);
    expect([decision.allowedActions(), decision.stepUp]).toEqual([[], undefined]);
    // In person, she may edit, and is asked to verify before she deletes.
    const person = await verify(clerk.sessionToken(facts));
    const own = await cerbos.checkResource(person, question);
    expect(own.allowedActions()).toEqual(['edit']);
    expect(own.stepUp).toEqual({ level: 'first_factor', afterMinutes: 10 });
  });

  it.each([{}, { sub: '' }, { sub: 7 }, { type: 'agent' }])(
    'an actor without a name is refused, and not taken for nobody: %j',
    async (act) => {
      const auth = await verify(clerk.sessionToken({ ...ada, claims: { act } }));
      expect(() => toPrincipal(auth)).toThrow('auth.actor.sub');
    },
  );
});
