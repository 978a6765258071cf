import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isClerkCerbosError, toPrincipal } from '../../../src';
import { adminClaims, clerkBackends, machineAuth } from './clerkAuths';

const contract = [
  'user',
  'anonymous',
  'pending',
  'session_token',
  'api_key',
  'm2m_token',
  'oauth_token',
  '*',
  'org:admin',
  'org:',
];
const role = fc.oneof(
  fc.constantFrom(...contract, 'editor', ' user', 'User', 'organization'),
  fc.string(),
  fc.anything(),
);
const callers = [
  ...clerkBackends.flatMap((backend) => [
    backend.signedIn(adminClaims),
    backend.signedIn({ ...adminClaims, o: undefined }),
    backend.signedIn({ ...adminClaims, sts: 'pending' }),
    backend.signedOut(),
  ]),
  machineAuth('api_key', { id: 'ak_1', subject: 'user_1', scopes: [], claims: null }),
];
const isOfContract = (name: string) => contract.includes(name) || name.startsWith('org:');

it("roles of an app's own making never forge one of the contract, for anybody", () => {
  fc.assert(
    fc.property(fc.constantFrom(...callers), fc.array(role), (auth, roles) => {
      const without = toPrincipal(auth).roles;
      try {
        // As claims would have it: whatever stands in somebody's metadata.
        const mapped = toPrincipal(auth, { roles: () => roles as string[] }).roles;
        expect(mapped.filter(isOfContract)).toEqual(without.filter(isOfContract));
        expect(mapped.slice(0, without.length)).toEqual(without);
        expect(new Set(mapped).size).toBe(mapped.length);
        const takes = without.includes('user') || without.includes('api_key');
        if (!takes) expect(mapped).toEqual(without);
      } catch (error) {
        if (!isClerkCerbosError(error)) throw error;
        expect(error.code).toBe('invalid_value');
      }
    }),
    { numRuns: 3_000 },
  );
});
