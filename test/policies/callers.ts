import fc from 'fast-check';
import { type ClerkAuth, isClerkCerbosError, type Principal, toPrincipal } from '../../src';
import { machineAuth } from '../rooms/identify/clerkAuths';
import { oddClaims, usualClaims } from './claims';
import { understand } from './tokens';

/** Somebody who asks: what Clerk says of them, and what we make of it. */
export interface Caller {
  readonly auth: ClerkAuth;
  readonly principal: Principal;
}

/** Organizations and people that callers belong to and are, and resources are of. */
export const organizations = ['org_1', 'org_2'];
export const people = ['user_1', 'user_2'];

// People with much to lose: admins, billing managers and auditors, fresh, with every feature.
const powerful = fc.record({
  v: fc.constant(2),
  sub: fc.constantFrom(...people),
  sid: fc.constant('sess_1'),
  sts: fc.constantFrom('active', 'active', 'pending'),
  fva: fc.constantFrom([1, 1], [1, -1]),
  fea: fc.constant('o:billing,o:projects,o:reports,u:forecasts'),
  pla: fc.constantFrom('o:pro,u:plus', 'o:enterprise'),
  act: fc.constantFrom(undefined, undefined, { sub: 'user_9' }, { sub: 'a_1', type: 'agent' }),
  o: fc.option(
    fc.record({
      id: fc.constantFrom(...organizations),
      slg: fc.constant('acme'),
      rol: fc.constantFrom('admin', 'member', 'auditor'),
      per: fc.constant('manage,edit'),
      fpm: fc.constantFrom('1,2', '0,0', '3,3,3'),
    }),
    { nil: undefined },
  ),
});

const machine = fc
  .record({
    type: fc.constantFrom('api_key', 'm2m_token', 'oauth_token', 'oauth_token'),
    subject: fc.constantFrom(...organizations, ...people, 'mch_1'),
    scopes: fc.subarray(['projects:read', 'resources:read', 'tools:write', 'x']),
  })
  .map(({ type, subject, scopes }) =>
    machineAuth(type as 'api_key', {
      id: 'tk_1',
      name: 'CI',
      claims: null,
      clientId: 'client_1',
      subject,
      scopes,
    }),
  );

const sessions = fc.oneof(
  { weight: 4, arbitrary: powerful },
  { weight: 2, arbitrary: usualClaims },
  { weight: 2, arbitrary: oddClaims },
);
const session = sessions.map((claims) => understand(claims).auth);
const nobody = fc.constant<ClerkAuth>({ tokenType: 'session_token', isAuthenticated: false });

// An app's own roles, which nothing in the pack speaks of, must open nothing either.
const mappedRoles = fc.constantFrom<string[]>([], ['editor'], ['admin', 'owner', 'machine']);

// What an app could take for the organization of a token. Only for an OAuth token may it count.
const tokenOrgIds = fc.constantFrom<unknown>(...organizations, '', null, 0, organizations);
const mappedAttributes = fc.oneof(
  { weight: 1, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: fc.record({ tokenOrgId: tokenOrgIds }) },
);

/** Each kind of caller, with roles and attributes that an app adds; without those whom toPrincipal refuses. */
export const caller: fc.Arbitrary<Caller> = fc
  .tuple(
    fc.oneof(
      { weight: 8, arbitrary: session },
      { weight: 4, arbitrary: machine },
      { weight: 1, arbitrary: nobody },
    ),
    mappedRoles,
    mappedAttributes,
  )
  .map(([auth, roles, attr]) => auth && callerOf(auth, roles, attr))
  .filter((some) => some !== undefined);

function callerOf(auth: ClerkAuth, roles: readonly string[], attr: object): Caller | undefined {
  try {
    return { auth, principal: toPrincipal(auth, { roles: () => roles, attr: () => attr }) };
  } catch (error) {
    if (isClerkCerbosError(error) && error.name === 'RejectedError') return undefined;
    throw error;
  }
}

/** Does the caller act for this organization? Said without a look at any policy. */
export function isOf({ auth, principal: { attr } }: Caller, orgId: unknown): boolean {
  if (typeof orgId !== 'string' || orgId === '') return false;
  return auth.orgId === orgId || (isOAuth(auth) && attr.tokenOrgId === orgId);
}

export const isOAuth = ({ tokenType }: ClerkAuth): boolean => tokenType === 'oauth_token';
