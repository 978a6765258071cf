import { HTTP } from '@cerbos/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClerkCerbos, createClerkCerbos } from '../../../../src';
import { type ClerkSandbox, startCerbos, type SandboxMachineToken } from '../../../../src/testing';
import { startSandbox } from '../../testing/sandboxAccounts';
import { patient, policies, startTimeoutMs } from '../../../setup/pdp';
import { verifiers } from './clerkClients';

let clerk: ClerkSandbox;
let cerbos: ClerkCerbos;
let stop: () => Promise<void>;
beforeAll(async () => {
  clerk = await startSandbox();
  const pdp = await startCerbos({ policies, startTimeoutMs });
  cerbos = createClerkCerbos({
    cerbos: new HTTP(pdp.httpUrl),
    machineId: 'mch_here',
    ...patient,
  });
  stop = async () => {
    await pdp.stop();
    await clerk.close();
  };
});
afterAll(() => stop());

const acting = { userId: 'user_ada', clientId: 'client_1', scopes: ['profile'] };
const calling = { machineId: 'mch_there', scopes: ['mch_other', 'mch_here'] };

const tokens: readonly [string, (clerk: ClerkSandbox) => SandboxMachineToken][] = [
  [
    'api key of a user',
    ({ apiKey }) =>
      apiKey({ id: 'ak_1', userId: 'user_ada', scopes: ['ledgers:read'], claims: { tier: 2 } }),
  ],
  ['api key of an organization', ({ apiKey }) => apiKey({ id: 'ak_2', orgId: 'org_acme' })],
  ['m2m token', ({ m2mToken }) => m2mToken({ ...calling, id: 'mt_1', claims: { svc: 'bills' } })],
  [
    'm2m token, a JWT',
    ({ m2mToken }) => m2mToken({ ...calling, id: 'mt_2', claims: { svc: 'bills' }, jwt: true }),
  ],
  ['oauth token', ({ oauthToken }) => oauthToken({ ...acting, id: 'oat_1' })],
  ['oauth token, a JWT', ({ oauthToken }) => oauthToken({ ...acting, id: 'oat_2', jwt: true })],
];

const saw = {
  'api key of a user': {
    id: 'api_key:ak_1',
    roles: ['api_key'],
    attr: { tokenType: 'api_key', tokenId: 'ak_1', userId: 'user_ada', scopes: ['ledgers:read'] },
    tokenClaims: { tier: 2 },
  },
  'api key of an organization': {
    id: 'api_key:ak_2',
    roles: ['api_key'],
    attr: { tokenType: 'api_key', tokenId: 'ak_2', orgId: 'org_acme' },
    tokenClaims: {},
  },
  'm2m token': {
    id: 'm2m_token:mt_1',
    roles: ['m2m_token'],
    attr: {
      tokenType: 'm2m_token',
      tokenId: 'mt_1',
      machineId: 'mch_there',
      scopes: ['mch_other', 'mch_here'],
    },
    tokenClaims: { svc: 'bills' },
  },
  'm2m token, a JWT': {
    id: 'm2m_token:mt_2',
    roles: ['m2m_token'],
    attr: {
      tokenType: 'm2m_token',
      tokenId: 'mt_2',
      machineId: 'mch_there',
      scopes: ['mch_other', 'mch_here'],
    },
    // As @clerk/backend reads it, which leaves the scopes among the claims.
    tokenClaims: { svc: 'bills', scopes: 'mch_other mch_here' },
  },
  'oauth token': {
    id: 'oauth_token:oat_1',
    roles: ['oauth_token'],
    attr: {
      tokenType: 'oauth_token',
      tokenId: 'oat_1',
      userId: 'user_ada',
      clientId: 'client_1',
      scopes: ['profile'],
    },
    tokenClaims: {},
  },
  'oauth token, a JWT': {
    id: 'oauth_token:oat_2',
    roles: ['oauth_token'],
    attr: {
      tokenType: 'oauth_token',
      tokenId: 'oat_2',
      userId: 'user_ada',
      clientId: 'client_1',
      scopes: ['profile'],
    },
    tokenClaims: {},
  },
};

/** What the policy `mirror` outputs. */
interface Mirrored {
  readonly id: string;
  readonly roles: readonly string[];
  readonly principal: Readonly<Record<string, unknown>>;
}

describe.each(verifiers)('through %s', (major, verifier) => {
  const verify = verifier(() => clerk);
  const authOf = async (name: string) => {
    const [, make] = tokens.find(([known]) => known === name) ?? [];
    if (make === undefined) throw new Error(`There is no ${name}.`);
    return verify(make(clerk).token);
  };
  const ledger = { kind: 'ledger', id: '1', attr: { ownerId: 'user_ada' } };
  const actions = ['list', 'read', 'export', 'close'];

  it('the PDP sees each kind of token as itself', async () => {
    const seen = await Promise.all(
      tokens.map(async ([name]) => {
        const auth = await authOf(name);
        const resource = { kind: 'mirror', id: '1', attr: {} };
        const [output] = (await cerbos.checkResource(auth, { resource, actions: ['look'] }))
          .outputs;
        return [name, output?.value as unknown as Mirrored] as const; // as the policy writes it
      }),
    );
    console.log(table(major, seen));
    for (const [name, { id, roles, principal }] of seen) {
      const { attr, tokenClaims: claims, ...own } = saw[name as keyof typeof saw]; // both lists name all
      // Of an M2M token that is a JWT, @clerk/backend 2 drops the claims.
      const tokenClaims = name === 'm2m token, a JWT' && major.endsWith('2') ? {} : claims;
      expect({ id, roles }).toEqual(own);
      expect(given(principal)).toEqual(attr);
      expect(principal.tokenClaims).toEqual(tokenClaims);
    }
  });

  it('a person may what the policy says of users, owners and her in person', async () => {
    const auth = await verify(clerk.sessionToken({ userId: 'user_ada' }));
    const decision = await cerbos.checkResource(auth, { resource: ledger, actions });
    expect(decision.allowedActions()).toEqual(actions);
  });

  it.each([
    // Only what names the type of its token: neither the owner's id nor "user" is the machine's.
    ['api key of a user', ['export']],
    ['api key of an organization', []],
    ['m2m token', []],
    ['m2m token, a JWT', []],
    ['oauth token', []],
    ['oauth token, a JWT', []],
  ])('a machine is never taken for its owner: %s', async (name, allowed) => {
    const auth = await authOf(name);
    const decision = await cerbos.checkResource(auth, { resource: ledger, actions });
    expect(decision.allowedActions()).toEqual(allowed);
    expect(decision.stepUp).toBeUndefined();
  });
});

/** The attributes that say something. */
function given(principal: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { tokenClaims: _, ...attributes } = principal;
  return Object.fromEntries(
    Object.entries(attributes).filter(
      ([, value]) => !['""', '[]', '{}', '1000000000'].includes(JSON.stringify(value)),
    ),
  );
}

function table(major: string, seen: readonly (readonly [string, Mirrored])[]): string {
  const rows = seen.map(([name, { id, roles, principal }]) =>
    [name.padEnd(28), id.padEnd(20), roles.join().padEnd(12), JSON.stringify(given(principal))]
      .concat(JSON.stringify(principal.tokenClaims))
      .join(' '),
  );
  return [`What the PDP saw, through ${major}:`, ...rows].join('\n');
}
