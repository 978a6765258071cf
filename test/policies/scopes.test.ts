import type { GRPC } from '@cerbos/grpc';
import { describe, expect, it } from 'vitest';
import { toPrincipal } from '../../src';
import { adminClaims } from '../rooms/identify/clerkAuths';
import { check, packCopy, startPdp } from './pack';
import { understand } from './tokens';

const actions = ['view', 'edit', 'share'];

/** What an admin of org_1, verified just now, may do with a project of theirs. */
async function allowed(cerbos: GRPC, scope: string, act?: object): Promise<string[]> {
  const { auth } = understand({ ...adminClaims, act });
  if (auth === undefined) throw new Error('The SDK refused the claims.');
  const attr = { orgId: 'org_1', ownerId: 'user_2', sharedWithOrganizations: [] };
  const resource = { kind: 'project', id: '1', scope, attr };
  const [result] = await check(cerbos, toPrincipal(auth), [{ resource, actions }]);
  return actions.filter((action) => result?.isAllowed(action) === true);
}

describe('a project with a scope', () => {
  it('has the rules of its organization besides those of all', async () => {
    const cerbos = await startPdp(await packCopy());
    expect(await allowed(cerbos, '')).toEqual(['view', 'edit', 'share']);
    expect(await allowed(cerbos, 'org_acme')).toEqual(['view', 'edit']);
  });

  it('is closed to everybody where its scope has no policy', async () => {
    const cerbos = await startPdp(await packCopy());
    expect(await allowed(cerbos, 'org_1')).toEqual([]);
  });

  it('falls back to the rules of all where the PDP is told to search leniently', async () => {
    const cerbos = await startPdp(await packCopy(), {
      schemaEnforcement: 'reject',
      config: { engine: { lenientScopeSearch: true } },
    });
    expect(await allowed(cerbos, 'org_1')).toEqual(['view', 'edit', 'share']);
    expect(await allowed(cerbos, 'org_acme')).toEqual(['view', 'edit']);
  });
});

describe('rules of one organization that allow everything', () => {
  const careless = (permissions: string) => ({
    'resource_policies/project.org_2.yaml': `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: project
  version: default
  scope: org_2
  scopePermissions: ${permissions}
  rules:
    - actions:
        - '*'
      effect: EFFECT_ALLOW
      roles:
        - '*'
`,
  });
  const support = { sub: 'user_support' };

  it('give nothing that the rules of all do not, if those must consent', async () => {
    const consent = 'SCOPE_PERMISSIONS_REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS';
    const cerbos = await startPdp(await packCopy(careless(consent)));
    expect(await allowed(cerbos, 'org_2')).toEqual(['view', 'edit', 'share']);
    expect(await allowed(cerbos, 'org_2', support)).toEqual(['view', 'edit']);
  });

  it('overrule even what the rules of all deny, if they may override', async () => {
    const cerbos = await startPdp(await packCopy(careless('SCOPE_PERMISSIONS_OVERRIDE_PARENT')));
    expect(await allowed(cerbos, 'org_2', support)).toEqual(['view', 'edit', 'share']);
  });
});
