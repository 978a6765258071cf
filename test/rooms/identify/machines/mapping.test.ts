import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PrincipalMapping, type PrincipalSource, toPrincipal } from '../../../../src';
import type { ClerkSandbox, SandboxMachineToken } from '../../../../src/testing';
import { startSandbox } from '../../testing/sandboxAccounts';
import { verifiers } from './clerkClients';

let clerk: ClerkSandbox;
beforeAll(async () => {
  clerk = await startSandbox();
});
afterAll(() => clerk.close());

// Each is made for Ada, or for her organization, by somebody else's program.
const tokens: readonly [string, (clerk: ClerkSandbox) => SandboxMachineToken][] = [
  ['an API key of a user', ({ apiKey }) => apiKey({ userId: 'user_ada' })],
  ['an API key of an organization', ({ apiKey }) => apiKey({ orgId: 'org_acme' })],
  [
    'an OAuth token',
    ({ oauthToken }) => oauthToken({ userId: 'user_ada', clientId: 'c1', scopes: [] }),
  ],
  [
    'an OAuth token, a JWT',
    ({ oauthToken }) => oauthToken({ userId: 'user_ada', clientId: 'c1', scopes: [], jwt: true }),
  ],
];

/** A mapping of an app that has not thought of machines, and what it was shown. */
function staff(): PrincipalMapping & { readonly shown: PrincipalSource['auth'][] } {
  const shown: PrincipalSource['auth'][] = [];
  const isStaff = (source: PrincipalSource) => {
    shown.push(source.auth);
    return source.auth.userId === 'user_ada' || source.auth.orgId === 'org_acme';
  };
  return {
    shown,
    roles: (source) => (isStaff(source) ? ['staff'] : []),
    attr: (source) => ({ isStaff: isStaff(source) }),
  };
}

describe.each(verifiers)('a mapping, as %s says who is calling', (_, verifierOf) => {
  const verify = verifierOf(() => clerk);

  it.each(tokens)('does not take %s for its owner', async (_name, make) => {
    const { token } = make(clerk);
    const { shown, ...mapping } = staff();
    const { roles, attr } = toPrincipal(await verify(token), mapping);
    expect(roles).toEqual([shown[0]?.tokenType]);
    expect(attr.isStaff).toBe(false);
    // Not even where Clerk's own object names the owner under another name.
    expect(shown).toHaveLength(1);
    expect(JSON.stringify(shown)).not.toMatch(/user_ada|org_acme/);
  });

  it.each(tokens)('may say that it means machines, too: %s', async (_name, make) => {
    const { token } = make(clerk);
    const { roles, attr } = toPrincipal(await verify(token), { ...staff(), machines: true });
    expect(roles).toContain('staff');
    expect(attr.isStaff).toBe(true);
  });

  it('is told which token it is, so that it can give it attributes of its own', async () => {
    const { token } = clerk.apiKey({
      id: 'ak_1',
      userId: 'user_ada',
      scopes: ['a:b'],
      claims: { tier: 2 },
    });
    const attr = ({ auth }: PrincipalSource) => ({
      of: [auth.tokenType, auth.id, auth.scopes, auth.claims],
    });
    expect(toPrincipal(await verify(token), { attr }).attr.of).toEqual([
      'api_key',
      'ak_1',
      ['a:b'],
      { tier: 2 },
    ]);
  });
});
