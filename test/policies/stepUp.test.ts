import { beforeAll, describe, expect, it } from 'vitest';
import { createClerkCerbos } from '../../src';
import { type CerbosServer, startCerbos } from '../../src/testing';
import { HTTP } from '@cerbos/http';
import { adminClaims } from '../rooms/identify/clerkAuths';
import { patient, startTimeoutMs } from '../setup/pdp';
import { pack } from './pack';
import { understand } from './tokens';

let pdp: CerbosServer;
beforeAll(async () => {
  pdp = await startCerbos({ policies: pack, startTimeoutMs, schemaEnforcement: 'reject' });
  return () => pdp.stop();
});

const attr = { orgId: 'org_1' };

/** How the library reads the decision about somebody in org_1. */
async function decide(action: string, claims: object) {
  const { auth } = understand({ ...adminClaims, ...claims });
  if (auth === undefined) throw new Error('The SDK refused the claims.');
  const { checkResource } = createClerkCerbos({ cerbos: new HTTP(pdp.httpUrl), ...patient });
  const resource = { kind: 'billing', id: 'org_1', attr };
  const decision = await checkResource(auth, { resource, actions: [action] });
  return { allowed: decision.isAllowed(action), stepUp: decision.stepUp };
}

const member = { o: { ...adminClaims.o, rol: 'member' } };

describe("a step-up that the pack's rules demand", () => {
  it('is asked of whoever would be allowed after it', async () => {
    const stale = { fva: [10, -1] };
    expect(await decide('manage', stale)).toEqual({ allowed: false, stepUp: 'strict' });
    expect(await decide('close', stale)).toEqual({ allowed: false, stepUp: 'strict_mfa' });
    expect(await decide('manage', { fva: [9, -1] })).toEqual({ allowed: true, stepUp: undefined });
    expect(await decide('close', { fva: [9, 9] })).toEqual({ allowed: true, stepUp: undefined });
  });

  it('is asked of nobody whom it would not help: another role, or somebody in their place', async () => {
    const refused = { allowed: false, stepUp: undefined };
    expect(await decide('manage', { ...member, fva: [10, -1] })).toEqual(refused);
    expect(await decide('manage', { act: { sub: 'user_9' }, fva: [10, -1] })).toEqual(refused);
  });

  it('is not asked for again, in the strict form, where only a second factor is missing', async () => {
    expect(await decide('close', { fva: [3, -1] })).toEqual({ allowed: false, stepUp: undefined });
  });
});
