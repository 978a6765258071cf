import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ClerkAuth,
  type PrincipalMapping,
  type PrincipalSource,
  toPrincipal,
} from '../../../src';
import { signedOut } from '../ask/auths';
import { adminClaims, clerkBackends, machineAuth } from './clerkAuths';

const owned = { id: 'ak_1', subject: 'user_1', scopes: [], claims: null };
const { o: _, act: __, ...personal } = { act: undefined, ...adminClaims };
const callers: readonly (readonly [string, ClerkAuth])[] = [
  ['signed out', signedOut],
  ['an API key', machineAuth('api_key', owned)],
  ['an M2M token', machineAuth('m2m_token', { ...owned, subject: 'mch_1' })],
  ['an OAuth token', machineAuth('oauth_token', { ...owned, clientId: 'client_1' })],
  ...clerkBackends.flatMap(({ name, signedIn }): (readonly [string, ClerkAuth])[] => [
    [`a person, by ${name}`, signedIn(personal)],
    [`a member, by ${name}`, signedIn(adminClaims)],
  ]),
];
const mapping = (): PrincipalMapping => ({
  roles: ({ auth }) => (auth.userId === 'user_1' ? ['staff'] : []),
  attr: ({ auth, claims }: PrincipalSource) => ({
    sees: [auth.userId ?? '', auth.orgId ?? '', JSON.stringify(claims.department ?? '')],
  }),
  claims: { department: 'department', clearance: { claim: 'metadata.clearance', default: 0 } },
});

// All that is read of an auth object, of claims and of a mapping.
const names = [
  ...'tokenType isAuthenticated userId sessionId sessionStatus sessionClaims actor orgId'.split(
    ' ',
  ),
  ...'orgSlug orgRole orgPermissions factorVerificationAge id scopes claims machineId'.split(' '),
  ...'clientId fea pla sub type exp baseRole machines roles attr claim default'.split(' '),
  ...'department metadata clearance reason message'.split(' '),
];
const hostile = fc.constantFrom<unknown>(
  'admin',
  'user_1',
  'org_1',
  ['org:everything'],
  [1, 1],
  true,
  7,
  { sub: 'user_2' },
  () => ['staff'],
);

describe("what anything puts into Object.prototype changes nobody's principal", () => {
  it.each(callers)('%s', (_name, auth) => {
    const before = toPrincipal(auth, mapping());
    fc.assert(
      fc.property(fc.constantFrom(...names), hostile, (name, value) => {
        const polluted = { configurable: true, writable: true, value };
        Object.defineProperty(Object.prototype, name, polluted);
        try {
          const after = toPrincipal(auth, mapping());
          Reflect.deleteProperty(Object.prototype, name);
          expect([name, after]).toEqual([name, before]);
        } finally {
          Reflect.deleteProperty(Object.prototype, name);
        }
      }),
      { numRuns: 400 },
    );
  });
});

it('is not taken for a mapping that the app did not give', () => {
  const auth = clerkBackends[0]?.signedIn(adminClaims);
  if (auth === undefined) throw new Error('There is a backend, at least.');
  const before = toPrincipal(auth);
  const claims = { clearance: { claim: 'x', default: 9 } };
  Object.defineProperty(Object.prototype, 'claims', { configurable: true, value: claims });
  try {
    const after = toPrincipal(auth);
    Reflect.deleteProperty(Object.prototype, 'claims');
    expect(after).toEqual(before);
  } finally {
    Reflect.deleteProperty(Object.prototype, 'claims');
  }
});
