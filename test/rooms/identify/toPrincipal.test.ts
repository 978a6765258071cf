import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ClerkAuth, type PrincipalMapping, toPrincipal } from '../../../src';
import { adminClaims, adminClaimsV1, clerkBackends, machineAuth } from './clerkAuths';

const nobody = {
  tokenType: '',
  userId: '',
  sessionId: '',
  sessionStatus: '',
  orgId: '',
  orgSlug: '',
  orgRole: '',
  orgPermissions: [],
  firstFactorAge: 1_000_000_000,
  secondFactorAge: 1_000_000_000,
  features: [],
  plans: [],
  actorId: '',
  actorType: '',
  tokenId: '',
  machineId: '',
  clientId: '',
  scopes: [],
  claims: {},
  tokenClaims: {},
};
const anonymous = { id: 'anonymous', roles: ['anonymous'], attr: nobody };

/** What is not typed as an auth object, as an app without types could pass it. */
const untyped = (auth: unknown) => auth as ClerkAuth;

describe.each(clerkBackends)('a session of $name', ({ signedIn, signedOut }) => {
  it('is a user with the role of the active organization, every key filled', () => {
    expect(toPrincipal(signedIn(adminClaims))).toStrictEqual({
      id: 'user_1',
      roles: ['user', 'org:admin'],
      attr: {
        ...nobody,
        tokenType: 'session_token',
        userId: 'user_1',
        sessionId: 'sess_1',
        sessionStatus: 'active',
        orgId: 'org_1',
        orgSlug: 'acme',
        orgRole: 'org:admin',
        orgPermissions: ['org:invoices:read', 'org:invoices:manage', 'org:dashboard:read'],
        firstFactorAge: 3,
        features: ['org:invoices', 'org:dashboard', 'user:beta', 'org:export', 'user:export'],
        plans: ['org:pro', 'user:free'],
      },
    });
  });

  it('is the same user when its claims are of version 1', () => {
    const { roles, attr } = toPrincipal(signedIn(adminClaimsV1));
    expect(roles).toEqual(['user', 'org:admin']);
    expect(attr).toMatchObject({
      orgId: 'org_1',
      orgRole: 'org:admin',
      orgPermissions: ['org:invoices:read'],
      sessionStatus: '',
      firstFactorAge: 1_000_000_000,
    });
  });

  it.each(['admin', 'org:admin', 'org:org:admin'])(
    'has exactly one org: prefix on the role where the token says %s',
    (rol) => {
      const auth = signedIn({ ...adminClaims, o: { id: 'org_1', rol } });
      expect(toPrincipal(auth).roles).toEqual(['user', 'org:admin']);
    },
  );

  it('has no organization role while no organization is active', () => {
    const { o: _, ...claims } = adminClaims;
    const { roles, attr } = toPrincipal(signedIn(claims));
    expect(roles).toEqual(['user']);
    expect(attr).toMatchObject({ orgId: '', orgSlug: '', orgRole: '', orgPermissions: [] });
  });

  it('is nobody when signed out', () => {
    expect(toPrincipal(signedOut())).toStrictEqual(anonymous);
  });

  it('is nobody without a session id, as a token of a JWT template is', () => {
    const { sid: _, ...claims } = adminClaims;
    expect(toPrincipal(signedIn(claims))).toStrictEqual(anonymous);
  });

  it('has the role pending, and no other, when an app admits a pending session', () => {
    const auth = signedIn({ ...adminClaims, sts: 'pending' });
    const { id, roles } = toPrincipal(auth, { roles: () => ['editor'] });
    expect([id, roles]).toEqual(['user_1', ['pending']]);
  });

  it('is nobody in a session status that Clerk does not have', () => {
    expect(toPrincipal(signedIn({ ...adminClaims, sts: 'expired' }))).toStrictEqual(anonymous);
  });

  it.each([
    [{ sub: 'user_9' }, 'user_9', 'user'],
    [{ sub: 'agent_9', type: 'agent' }, 'agent_9', 'agent'],
  ])('names the actor %j', (act, actorId, actorType) => {
    const { id, attr } = toPrincipal(signedIn({ ...adminClaims, act }));
    expect([id, attr.actorId, attr.actorType]).toEqual(['user_1', actorId, actorType]);
  });

  it.each([{}, { sub: '' }, { sub: 7 }, 'user_9'])('refuses the actor %j', (act) => {
    expect(() => toPrincipal(signedIn({ ...adminClaims, act }))).toThrow(
      expect.objectContaining({ code: 'invalid_auth', path: expect.stringMatching(/^actor/) }),
    );
  });

  it.each([['anonymous'], ['api_key:ak_1'], ['m2m_token:mt_1'], ['oauth_token:oat_1']])(
    'refuses the user id %s, which is the id of another kind of principal',
    (sub) => {
      expect(() => toPrincipal(signedIn({ ...adminClaims, sub }))).toThrow(
        expect.objectContaining({ code: 'invalid_auth', path: 'userId' }),
      );
    },
  );

  it.each([
    [
      [-1, -1],
      [1_000_000_000, 1_000_000_000],
    ],
    [
      [5, 7],
      [5, 7],
    ],
    [[5], [1_000_000_000, 1_000_000_000]],
    [
      ['5', 7],
      [1_000_000_000, 1_000_000_000],
    ],
    [
      [-2, 7],
      [1_000_000_000, 1_000_000_000],
    ],
    [undefined, [1_000_000_000, 1_000_000_000]],
    // A very old verification must not look like "never".
    [
      [2_000_000_000, 7],
      [999_999_999, 7],
    ],
  ])('reads the factor ages %j', (fva, ages) => {
    const { attr } = toPrincipal(signedIn({ ...adminClaims, fva }));
    expect([attr.firstFactorAge, attr.secondFactorAge]).toEqual(ages);
  });

  it('gives custom claims only where they are asked for', () => {
    const auth = signedIn(adminClaims);
    expect(toPrincipal(auth).attr.claims).toEqual({});
    expect(toPrincipal(auth, { claims: 'all' }).attr.claims).toEqual({
      department: 'finance',
      metadata: { clearance: 7, regions: ['eu'] },
    });
  });
});

describe('a machine token', () => {
  it('is an API key under its own id, with its token type in place of the role user', () => {
    const auth = machineAuth('api_key', {
      id: 'ak_1',
      subject: 'user_1',
      name: 'CI',
      scopes: ['read:x'],
      claims: { tier: 2 },
    });
    expect(toPrincipal(auth)).toStrictEqual({
      id: 'api_key:ak_1',
      roles: ['api_key'],
      attr: {
        ...nobody,
        tokenType: 'api_key',
        userId: 'user_1',
        tokenId: 'ak_1',
        scopes: ['read:x'],
        tokenClaims: { tier: 2 },
      },
    });
  });

  it('names its owner and its client, but is neither', () => {
    const oauth = machineAuth('oauth_token', {
      id: 'oat_1',
      subject: 'user_1',
      clientId: 'client_1',
      scopes: ['email'],
    });
    expect(toPrincipal(oauth)).toMatchObject({
      id: 'oauth_token:oat_1',
      roles: ['oauth_token'],
      attr: { userId: 'user_1', clientId: 'client_1', scopes: ['email'] },
    });
  });

  it('is refused without an id of its own', () => {
    expect(() => toPrincipal({ tokenType: 'm2m_token', isAuthenticated: true })).toThrow(
      expect.objectContaining({ code: 'invalid_auth', path: 'id' }),
    );
  });
});

describe('what is no auth object', () => {
  it.each([
    [
      'of an array of token types that were not accepted',
      { tokenType: null, isAuthenticated: false },
    ],
    [
      'of a token type that Clerk does not have',
      { tokenType: 'magic', isAuthenticated: true, userId: 'u' },
    ],
    ['of a handshake', null],
    [
      'that claims to be unauthenticated',
      { tokenType: 'session_token', isAuthenticated: false, userId: 'user_1', sessionId: 's' },
    ],
    [
      'whose isAuthenticated is a truthy string',
      { tokenType: 'session_token', isAuthenticated: 'true', userId: 'user_1', sessionId: 's' },
    ],
  ])('is nobody: one %s', (_, auth) => {
    expect(toPrincipal(untyped(auth))).toStrictEqual(anonymous);
  });

  it.each([
    ['a function', () => ({}), 'await auth()'],
    ['a promise', Promise.resolve({}), 'await auth()'],
    ['undefined', undefined, 'middleware'],
    ['a string', 'user_1', 'middleware'],
    [
      'the result of useAuth()',
      { isSignedIn: true, userId: 'user_1', sessionId: 's' },
      'server SDK',
    ],
  ])('is an error that says what to write instead: %s', (_, auth, advice) => {
    expect(() => toPrincipal(untyped(auth))).toThrow(
      expect.objectContaining({
        code: 'invalid_configuration',
        message: expect.stringContaining(advice),
      }),
    );
  });

  it.each([
    [{ userId: 42 }, 'userId'],
    [{ sessionId: {} }, 'sessionId'],
    [{ orgId: 7 }, 'orgId'],
    [{ orgRole: ['admin'] }, 'orgRole'],
    [{ orgPermissions: 'org:a:b' }, 'orgPermissions'],
    [{ orgPermissions: ['org:a:b', 1] }, 'orgPermissions[1]'],
    [{ orgPermissions: new Array(1) }, 'orgPermissions[0]'],
    [{ userId: 'user_\ud800' }, 'userId'],
    [{ sessionClaims: 'claims' }, 'sessionClaims'],
  ])('is refused by the path of the value: %j', (override, path) => {
    const auth = {
      tokenType: 'session_token',
      isAuthenticated: true,
      userId: 'user_1',
      sessionId: 's',
      orgId: 'org_1',
    };
    expect(() => toPrincipal(untyped({ ...auth, ...override }))).toThrow(
      expect.objectContaining({ code: 'invalid_auth', path }),
    );
  });
});

describe('the mapping', () => {
  const [backend] = clerkBackends;
  const auth = () => backend?.signedIn(adminClaims) ?? null;
  const map = (mapping: PrincipalMapping, of = auth()) => toPrincipal(untyped(of), mapping);

  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  it('puts claims where it says, always present and of the type of their default', () => {
    const mapping: PrincipalMapping = {
      claims: {
        department: 'department',
        clearance: { claim: 'metadata.clearance', default: 0 },
        regions: { claim: 'metadata.regions', default: [] },
        title: { claim: 'metadata.title', default: 'none' },
        level: { claim: 'department', default: 1 },
      },
    };
    expect(map(mapping).attr).toMatchObject({
      department: 'finance',
      clearance: 7,
      regions: ['eu'],
      title: 'none',
      level: 1,
    });
    expect(map(mapping, null).attr).toMatchObject({
      department: '',
      clearance: 0,
      regions: [],
      title: 'none',
      level: 1,
    });
  });

  it('does not find claims on the prototype', () => {
    expect(
      map({ claims: { a: 'constructor.name', b: 'metadata.toString.name' } }).attr,
    ).toMatchObject({ a: '', b: '' });
  });

  it.each(['orgId', 'userId', 'tokenType', 'claims', '__proto__', ''])(
    'can not overwrite the attribute %j of the contract',
    (name) => {
      const claims = Object.fromEntries([[name, 'department']]);
      expect(() => map({ claims })).toThrow(
        expect.objectContaining({ code: 'reserved_attribute' }),
      );
      expect(() => map({ attr: () => Object.fromEntries([[name, 1]]) })).toThrow(
        expect.objectContaining({
          code: expect.stringMatching(/reserved_attribute|invalid_value/),
        }),
      );
    },
  );

  it('adds roles, each once, from the custom claims only', () => {
    const roles = vi.fn(() => ['editor', 'editor', 'billing']);
    expect(map({ roles }).roles).toEqual(['user', 'org:admin', 'editor', 'billing']);
    expect(roles).toHaveBeenCalledWith(
      expect.objectContaining({
        claims: { department: 'finance', metadata: { clearance: 7, regions: ['eu'] } },
      }),
    );
  });

  it.each([
    ['user', 'every signed-in session already has it'],
    ['anonymous', 'clerk-cerbos itself gives it'],
    ['pending', 'clerk-cerbos itself gives it'],
    ['api_key', 'clerk-cerbos itself gives it'],
    ['m2m_token', 'clerk-cerbos itself gives it'],
    ['oauth_token', 'clerk-cerbos itself gives it'],
    ['*', 'in a policy it means all roles'],
    ['org:admin', 'only Clerk gives'],
    ['org:', 'only Clerk gives'],
    ['', 'not a role name'],
  ])('drops the reserved role %j, and says so once, in production, too', (role, reason) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { o: _, ...claims } = adminClaims;
    const member = backend?.signedIn(claims) ?? null;
    vi.stubEnv('NODE_ENV', 'production');
    expect(map({ roles: () => [role, 'editor'] }, member).roles).toEqual(['user', 'editor']);
    expect(map({ roles: () => [role] }, member).roles).toEqual(['user']);
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(reason));
    expect(warn).toHaveBeenCalledWith(expect.stringContaining(role));
  });

  it('may give the sessions another role, so that "user" is the app\'s own to give', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { o: _, ...claims } = adminClaims;
    const member = backend?.signedIn(claims) ?? null;
    const ofMember = (roles: string[]) =>
      map({ baseRole: 'member', roles: () => roles }, member).roles;
    expect(ofMember([])).toEqual(['member']);
    expect(ofMember(['user'])).toEqual(['member', 'user']);
    expect(warn).not.toHaveBeenCalled();
    expect(ofMember(['member', 'editor'])).toEqual(['member', 'editor']);
    expect(warn).toHaveBeenCalledOnce();
    const pending = backend?.signedIn({ ...adminClaims, sts: 'pending' }) ?? null;
    expect(map({ baseRole: 'member' }, pending).roles).toEqual(['pending']);
    expect(map({ baseRole: 'member' }, backend?.signedOut() ?? null).roles).toEqual(['anonymous']);
    const key = machineAuth('api_key', { id: 'ak_1', subject: 'user_1', scopes: [], claims: null });
    expect(map({ baseRole: 'member' }, key).roles).toEqual(['api_key']);
  });

  it.each(['', '*', 'anonymous', 'pending', 'org:member', 'api_key', 'session_token', 7, '\ud800'])(
    'refuses %j as the role of sessions',
    (baseRole) => {
      expect(() => map({ baseRole } as PrincipalMapping)).toThrow(
        expect.objectContaining({ code: 'invalid_configuration' }),
      );
    },
  );

  it('gives an anonymous caller no roles, and shows the mapping nobody', () => {
    const { sid: _, ...claims } = adminClaims;
    const roles = vi.fn(() => ['editor']);
    const attr = vi.fn(() => ({ theme: 'dark' }));
    const principal = map({ roles, attr }, backend?.signedIn(claims) ?? null);
    expect(principal).toMatchObject({ roles: ['anonymous'], attr: { theme: 'dark' } });
    expect(roles).not.toHaveBeenCalled();
    expect(attr).toHaveBeenCalledWith({
      auth: expect.objectContaining({ userId: null }),
      claims: {},
    });
  });

  it('refuses a promise of attributes, which only an authorizer can wait for', () => {
    expect(() => map({ attr: () => Promise.resolve({}) })).toThrow('authorizer');
  });

  it('names the path of an attribute that JSON can not carry', () => {
    expect(() => map({ attr: () => ({ limits: [1, Number.NaN] }) })).toThrow(
      expect.objectContaining({ code: 'invalid_value', path: 'principal.attr.limits[1]' }),
    );
  });

  it.each([
    ['an attribute that is undefined', () => ({ banned: undefined }), 'principal.attr.banned'],
    ['nothing', () => undefined, 'principal.attr'],
    ['null', () => null, 'principal.attr'],
  ])('refuses %s, since Cerbos skips a DENY rule that reads what is missing', (_, attr, path) => {
    expect(() => map({ attr: attr as () => object })).toThrow(
      expect.objectContaining({ code: 'invalid_value', path }),
    );
  });

  it.each([
    ['null', null],
    ['a list', []],
    ['null for claims', { claims: null }],
    ['a number for roles', { roles: 7 }],
    ['a claim without a default', { claims: { a: { claim: 'a' } } }],
    ['null for a default', { claims: { a: { claim: 'a', default: null } } }],
  ])('that is no mapping is named: %s', (_, mapping) => {
    expect(() => map(mapping as PrincipalMapping)).toThrow(
      expect.objectContaining({ code: 'invalid_configuration' }),
    );
  });

  it('makes a principal that nobody can change', () => {
    const principal = map({ claims: 'all' });
    expect(
      () => Reflect.set(principal.roles, 0, 'admin') || Reflect.get(principal.roles, 0),
    ).not.toThrow();
    expect(principal.roles[0]).toBe('user');
    expect(Object.isFrozen(principal.attr.claims)).toBe(true);
    expect(Object.isFrozen(principal.attr.claims.metadata)).toBe(true);
  });
});
