import { HTTP } from '@cerbos/http';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ClerkAuth, isClerkCerbosError, type Principal, toPrincipal } from '../../../src';
import { usePdp } from '../../setup/pdp';
import { adminClaims, clerkBackends } from './clerkAuths';

const pdp = usePdp();
let cerbos: HTTP;
beforeAll(() => {
  cerbos = new HTTP(pdp().httpUrl);
});

const text = () => fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constant('\ud800'));
const anything = () =>
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSparseArray: true });
const often = <T, U>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<U>) =>
  fc.oneof({ weight: 4, arbitrary: usual }, { weight: 1, arbitrary: odd });

/** Session claims as Clerk makes them, and now and then as nobody should. */
const claims = fc.record(
  {
    v: fc.constantFrom(1, 2, 3, undefined),
    sub: often(fc.constantFrom('user_1', 'user_2'), anything()),
    sid: often(fc.constant('sess_1'), anything()),
    sts: often(fc.constantFrom('active', 'pending', undefined), anything()),
    fva: often(fc.tuple(fc.integer({ min: -1 }), fc.integer({ min: -1 })), anything()),
    act: often(fc.record({ sub: text(), type: fc.constantFrom('agent', undefined) }), anything()),
    fea: often(fc.constant('o:a,u:b,uo:c'), text()),
    pla: often(fc.constant('o:pro'), anything()),
    o: often(
      fc.record(
        {
          id: often(fc.constant('org_1'), text()),
          slg: text(),
          rol: often(fc.constantFrom('admin', 'org:org:admin', ''), text()),
          per: fc.constantFrom('read,manage', '', 'read'),
          fpm: fc.constantFrom('3', '1,2', '', '99999999999999999999'),
        },
        { requiredKeys: [] },
      ),
      fc.constant(undefined),
    ),
    org_id: often(fc.constant('org_1'), anything()),
    org_role: often(fc.constantFrom('org:admin', 'admin'), anything()),
    org_permissions: often(fc.array(fc.string()), anything()),
    department: anything(),
    metadata: fc.dictionary(text(), anything()),
  },
  { requiredKeys: [] },
);

/** Something like an auth object, whoever made it. */
const auth = fc.record(
  {
    tokenType: often(
      fc.constantFrom('session_token', 'api_key', 'm2m_token', 'oauth_token'),
      anything(),
    ),
    isAuthenticated: often(fc.constantFrom(true, false), anything()),
    userId: often(fc.constantFrom('user_1', null), anything()),
    sessionId: often(fc.constantFrom('sess_1', null), anything()),
    sessionStatus: often(fc.constantFrom('active', 'pending', null), anything()),
    sessionClaims: often(claims, anything()),
    actor: often(fc.constantFrom(null, { sub: 'user_9' }), anything()),
    orgId: often(fc.constantFrom('org_1', null), anything()),
    orgRole: often(fc.constantFrom('org:admin', null), anything()),
    orgPermissions: often(fc.array(fc.string()), anything()),
    factorVerificationAge: often(fc.tuple(fc.nat(), fc.nat()), anything()),
    id: often(fc.constantFrom('ak_1', null), anything()),
    scopes: often(fc.array(fc.string()), anything()),
    claims: often(fc.dictionary(fc.string(), fc.jsonValue()), anything()),
    machineId: text(),
    clientId: text(),
  },
  { requiredKeys: [] },
);

const shape = Object.fromEntries(
  Object.entries(toPrincipal({ tokenType: null, isAuthenticated: false }).attr).map(
    ([key, value]) => [key, Array.isArray(value) ? 'array' : typeof value],
  ),
);

/** The principal, or the error, if it is one of ours and says where. */
function outcome(
  input: unknown,
  mapping?: Parameters<typeof toPrincipal>[1],
): Principal | undefined {
  try {
    return toPrincipal(input as ClerkAuth, mapping);
  } catch (error) {
    if (!isClerkCerbosError(error)) throw error;
    expect(['RejectedError', 'ConfigurationError']).toContain(error.name);
    if (error.name === 'RejectedError') expect(error.path).toMatch(/./);
    return undefined;
  }
}

function expectContract({ id, roles, attr }: Principal, userId: unknown): void {
  expect(roles.length).toBeGreaterThan(0);
  expect(new Set(roles).size).toBe(roles.length);
  expect(roles.every((role) => typeof role === 'string' && role !== '')).toBe(true);
  for (const [key, type] of Object.entries(shape)) {
    const value = attr[key];
    expect([key, Array.isArray(value) ? 'array' : typeof value]).toEqual([key, type]);
  }
  const people = roles.filter(
    (role) => role === 'user' || role === 'pending' || role.startsWith('org:'),
  );
  if (people.length > 0) expect([id, attr.userId]).toEqual([userId, userId]);
  else if (roles.includes('anonymous')) expect([id, attr.userId]).toEqual(['anonymous', '']);
  else expect(id).toBe(`${String(roles[0])}:${attr.tokenId}`);
}

/** What the PDP makes of it: it would refuse a principal that breaks its rules. */
async function expectAccepted({ id, roles, attr }: Principal): Promise<void> {
  type Attr = NonNullable<Parameters<HTTP['checkResource']>[0]['principal']['attr']>;
  const result = await cerbos.checkResource({
    principal: { id, roles: [...roles], attr: attr as Attr },
    resource: { kind: 'mirror', id: '1' },
    actions: ['look'],
  });
  const [output] = result.outputs;
  expect(output?.value).toEqual({ id, roles, principal: attr, resource: {} });
}

describe.each(clerkBackends)('whatever the claims of $name', ({ signedIn }) => {
  it('a principal the PDP accepts and sees unchanged comes out, or an error that says where', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(claims, fc.boolean(), async (generated, all) => {
        const auth = toAuth(signedIn, { ...adminClaims, ...generated });
        if (auth === undefined) return;
        const principal = outcome(auth, all ? { claims: 'all' } : {});
        if (principal === undefined) return;
        expectContract(principal, auth.userId);
        await expectAccepted(principal);
        accepted += 1;
      }),
      { numRuns: 800 },
    );
    // If hardly anything came through, nothing would have been tested.
    expect(accepted).toBeGreaterThan(40);
  });
});

describe('whatever is passed as an auth object', () => {
  it('a principal that nobody else could be comes out, or a typed error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(auth, anything()), async (generated) => {
        const principal = outcome(generated);
        if (principal === undefined) return;
        const userId: unknown = Reflect.get(Object(generated), 'userId');
        expectContract(principal, userId);
        await expectAccepted(principal);
      }),
      { numRuns: 600 },
    );
  });

  it('mapped roles forge none of the contract', () => {
    const names = fc.constantFrom(
      'user',
      'anonymous',
      'pending',
      'api_key',
      '*',
      'org:admin',
      'org:',
      'editor',
      '',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(names, fc.string())), claims, (roles, generated) => {
        const [backend] = clerkBackends;
        const auth = backend && toAuth(backend.signedIn, { ...adminClaims, ...generated });
        if (auth === undefined) return;
        const before = outcome(auth);
        const after = outcome(auth, { roles: () => roles });
        if (before === undefined || after === undefined) return;
        const contract = (role: string) =>
          role.startsWith('org:') ||
          ['user', 'anonymous', 'pending', 'api_key', 'm2m_token', 'oauth_token', '*'].includes(
            role,
          );
        expect(after.roles.filter(contract)).toEqual(before.roles.filter(contract));
        expectContract(after, auth.userId);
      }),
    );
  });
});

/** The SDK itself throws on some claims; then there is no auth object to speak of. */
function toAuth(
  signedIn: (claims: Record<string, unknown>) => ClerkAuth,
  generated: Record<string, unknown>,
): ClerkAuth | undefined {
  try {
    return signedIn(generated);
  } catch {
    return undefined;
  }
}
