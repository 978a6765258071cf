import type {
  ClerkSandboxOptions,
  OAuthTokenOptions,
  SessionTokenOptions,
} from '../../src/testing';
import { machineAuth } from '../rooms/identify/clerkAuths';

const person = (id: string, rest: Partial<ClerkSandboxOptions['users'][number]> = {}) => ({
  id: `user_${id}`,
  firstName: id,
  lastName: '',
  email: `${id}@example.com`,
  ...rest,
});
const member = (orgId: string, role: string, permissions: readonly string[] = []) => ({
  memberships: { [orgId]: { role, permissions } },
});

/** Who is known to Clerk in the tests of the policy pack. */
export const accounts: ClerkSandboxOptions = {
  organizations: [
    { id: 'org_acme', name: 'Acme', slug: 'acme' },
    { id: 'org_globex', name: 'Globex', slug: 'globex' },
  ],
  users: [
    person('ada', {
      ...member('org_acme', 'org:admin'),
      features: ['org:reports'],
      plans: ['org:pro'],
    }),
    person('ben', {
      memberships: { org_acme: { role: 'org:member' }, org_globex: { role: 'org:admin' } },
      features: ['user:forecasts'],
      plans: ['user:plus'],
    }),
    person('cleo', member('org_acme', 'org:member', ['org:billing:manage', 'org:projects:edit'])),
    person('dora', {
      ...member('org_acme', 'org:auditor'),
      features: ['org:reports', 'org:forecasts'],
      plans: ['org:enterprise'],
    }),
    person('gus', {
      ...member('org_globex', 'org:admin', ['org:billing:manage', 'org:projects:edit']),
      features: ['org:reports', 'org:forecasts'],
      plans: ['org:pro'],
    }),
    person('nora'),
  ],
};

const at = (orgId: string) => (name: string) => ({ userId: `user_${name}`, orgId });
const atAcme = at('org_acme');
const justNow = [2, -1] as const;

/** The sessions whose tokens are signed, verified and turned into the principals of the tests. */
export const sessions: Readonly<Record<string, SessionTokenOptions>> = {
  ada_admin: { ...atAcme('ada'), factorVerificationAge: justNow },
  ada_admin_with_two_factors: { ...atAcme('ada'), factorVerificationAge: [2, 2] },
  ada_admin_with_an_old_second_factor: { ...atAcme('ada'), factorVerificationAge: [2, 10] },
  ada_admin_verified_ten_minutes_ago: { ...atAcme('ada'), factorVerificationAge: [10, -1] },
  ada_admin_never_verified: { ...atAcme('ada'), factorVerificationAge: [-1, -1] },
  ada_admin_impersonated: {
    ...atAcme('ada'),
    factorVerificationAge: [2, 2],
    actor: { sub: 'user_support' },
  },
  ada_admin_through_an_agent: {
    ...atAcme('ada'),
    factorVerificationAge: [2, 2],
    actor: { sub: 'agent_helper', type: 'agent' },
  },
  ada_admin_with_an_old_token: { ...atAcme('ada'), version: 1, factorVerificationAge: justNow },
  ben_member: { ...atAcme('ben'), factorVerificationAge: justNow },
  ben_member_verified_an_hour_ago: { ...atAcme('ben'), factorVerificationAge: [60, -1] },
  ben_admin_of_globex: { ...at('org_globex')('ben'), factorVerificationAge: justNow },
  ben_without_organization: { userId: 'user_ben', factorVerificationAge: justNow },
  ben_through_an_agent: {
    userId: 'user_ben',
    factorVerificationAge: justNow,
    actor: { sub: 'agent_helper', type: 'agent' },
  },
  ben_pending: { ...atAcme('ben'), status: 'pending', factorVerificationAge: justNow },
  cleo_billing_manager: { ...atAcme('cleo'), factorVerificationAge: justNow },
  cleo_billing_manager_verified_an_hour_ago: {
    ...atAcme('cleo'),
    factorVerificationAge: [60, -1],
  },
  dora_auditor: { ...atAcme('dora'), factorVerificationAge: justNow },
  dora_through_an_agent: {
    ...atAcme('dora'),
    factorVerificationAge: justNow,
    actor: { sub: 'agent_helper', type: 'agent' },
  },
  gus_admin_of_globex: { ...at('org_globex')('gus'), factorVerificationAge: [2, 2] },
  nora_without_organization: { userId: 'user_nora', factorVerificationAge: justNow },
};

const name = 'CI';

/** The machines, whose opaque tokens only Clerk could verify: these are what its SDK makes of them. */
export const machines = {
  acme_api_key: machineAuth('api_key', {
    id: 'ak_acme',
    subject: 'org_acme',
    name,
    scopes: ['projects:read'],
    claims: null,
  }),
  acme_api_key_without_scope: machineAuth('api_key', {
    id: 'ak_acme_2',
    subject: 'org_acme',
    name,
    scopes: [],
    claims: null,
  }),
  globex_api_key: machineAuth('api_key', {
    id: 'ak_globex',
    subject: 'org_globex',
    name,
    scopes: ['projects:read'],
    claims: null,
  }),
  bens_api_key: machineAuth('api_key', {
    id: 'ak_ben',
    subject: 'user_ben',
    name,
    scopes: ['projects:read'],
    claims: null,
  }),
  a_machine: machineAuth('m2m_token', {
    id: 'mt_1',
    subject: 'mch_1',
    scopes: ['mch_2'],
    claims: null,
  }),
  bens_oauth_token: machineAuth('oauth_token', {
    id: 'oat_1',
    subject: 'user_ben',
    clientId: 'client_1',
    scopes: ['projects:read'],
  }),
};

const chosenByBen = { userId: 'user_ben', clientId: 'client_1', jwt: true };
const allScopes = ['user:org:read', 'projects:read', 'resources:read', 'tools:write'];

/** OAuth tokens whose organization the app reads, by the recipe of the guide. */
export const oauthTokens: Readonly<Record<string, OAuthTokenOptions>> = {
  bens_oauth_token_of_acme: {
    ...chosenByBen,
    id: 'oat_acme',
    orgId: 'org_acme',
    scopes: allScopes,
  },
  bens_oauth_token_of_acme_without_scope: {
    ...chosenByBen,
    id: 'oat_acme_2',
    orgId: 'org_acme',
    scopes: ['user:org:read'],
  },
  bens_oauth_token_of_globex: {
    ...chosenByBen,
    id: 'oat_globex',
    orgId: 'org_globex',
    scopes: allScopes,
  },
  bens_oauth_token_of_no_organization: { ...chosenByBen, id: 'oat_none', scopes: allScopes },
  bens_opaque_oauth_token: {
    ...chosenByBen,
    id: 'oat_opaque',
    orgId: 'org_acme',
    scopes: allScopes,
    jwt: false,
  },
};

/** Whom nothing of Acme's is for, unless it is shared with them. */
export const strangers = [
  'anonymous',
  'a_machine',
  'acme_api_key_without_scope',
  'ben_admin_of_globex',
  'ben_pending',
  'ben_through_an_agent',
  'ben_without_organization',
  'bens_api_key',
  'bens_oauth_token',
  'bens_oauth_token_of_acme_without_scope',
  'bens_oauth_token_of_globex',
  'bens_oauth_token_of_no_organization',
  'bens_opaque_oauth_token',
  'globex_api_key',
  'gus_admin_of_globex',
  'nora_without_organization',
];
