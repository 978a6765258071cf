import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HTTP } from '@cerbos/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ClerkAuth,
  createClerkCerbos,
  type PrincipalMapping,
  type PrincipalSource,
} from '../../src';
import { type ClerkSandbox, startCerbos, startClerkSandbox } from '../../src/testing';
import { verifiers } from '../rooms/identify/machines/clerkClients';
import { patient, startTimeoutMs } from '../setup/pdp';
import { root } from '../setup/publishedPackage';
import { pack } from './pack';
import { accounts } from './people';
import { tokenOrgId } from './tokenOrgId';

let clerk: ClerkSandbox;
let cerbos: HTTP;
let stop: () => Promise<void>;
beforeAll(async () => {
  const pdp = await startCerbos({ policies: pack, startTimeoutMs, schemaEnforcement: 'reject' });
  clerk = await startClerkSandbox(accounts);
  cerbos = new HTTP(pdp.httpUrl);
  stop = async () => {
    await pdp.stop();
    await clerk.close();
  };
});
afterAll(() => stop());

const recipe: PrincipalMapping = {
  machines: true,
  attr: async (source) => ({ tokenOrgId: await tokenOrgId(source) }),
};
const client = { userId: 'user_ben', clientId: 'client_1' };
const chosen = { ...client, orgId: 'org_acme', scopes: ['user:org:read', 'projects:read'] };
const project = (orgId: string) => ({
  kind: 'project',
  id: '1',
  attr: { orgId, ownerId: 'user_zoe', sharedWithOrganizations: [] },
});

const namesOf = async (auth: ClerkAuth, principal = recipe) => {
  const { authorizer } = createClerkCerbos({ cerbos, principal, machineId: 'mch_2' });
  return (await authorizer(auth)).principal.attr.tokenOrgId;
};

it('stands in the guide as it is tested here', () => {
  const guide = readFileSync(join(root, 'docs/guides/machine-tokens.md'), 'utf8');
  const [, shown] = /^```ts\n\/\/ lib\/tokenOrgId\.ts\n(.*?)^```/ms.exec(guide) ?? [];
  const tested = readFileSync(join(root, 'test/policies/tokenOrgId.ts'), 'utf8');
  expect(shown).toBe(tested.replace("'../../src'", "'clerk-cerbos'"));
});

describe.each(verifiers)('the organization of a token, as %s verified it', (_, verifierOf) => {
  const verify = verifierOf(() => clerk);
  const authOf = ({ token }: { readonly token: string }) => verify(token);

  it('is the one that the user chose, and opens what is of this organization only', async () => {
    const auth = await authOf(clerk.oauthToken({ ...chosen, jwt: true }));
    expect(await namesOf(auth)).toBe('org_acme');
    const { isAllowed } = createClerkCerbos({ cerbos, principal: recipe, ...patient });
    const may = (orgId: string) => isAllowed(auth, { resource: project(orgId), action: 'view' });
    expect(await may('org_acme')).toBe(true);
    expect(await may('org_globex')).toBe(false);
  });

  it('is empty for all other callers', async () => {
    const claims = { org_id: 'org_acme' };
    const others = [
      clerk.oauthToken({ ...client, scopes: ['projects:read'], jwt: true }),
      clerk.oauthToken({ ...client, scopes: ['user:org:read'], jwt: true }),
      clerk.oauthToken(chosen),
      clerk.apiKey({ userId: 'user_ben', claims }),
      clerk.apiKey({ orgId: 'org_acme', claims }),
      clerk.m2mToken({ machineId: 'mch_1', scopes: ['mch_2'], claims }),
      clerk.m2mToken({ machineId: 'mch_1', scopes: ['mch_2'], claims, jwt: true }),
      { token: clerk.sessionToken({ userId: 'user_ben', orgId: 'org_acme', version: 1 }) },
      { token: 'oat_forged' },
    ];
    for (const token of others) expect(await namesOf(await authOf(token))).toBe('');
  });

  it('is not taken from a claim of another type', async () => {
    const now = Math.floor(Date.now() / 1_000);
    const common = { sub: 'user_ben', client_id: 'client_1', scope: 'user:org:read', jti: 'oat_1' };
    const times = { iat: now, nbf: now - 10, exp: now + 600 };
    for (const org_id of [['org_acme'], { id: 'org_acme' }, 1, true, null]) {
      const token = clerk.signJwt({ ...common, ...times, org_id }, { typ: 'at+jwt' });
      const auth = await verify(token);
      expect(auth.id).toBe('oat_1');
      expect(await namesOf(auth)).toBe('');
    }
  });

  it('is not taken from another token than the one that was verified', async () => {
    const auth = await authOf(clerk.oauthToken({ ...client, scopes: [], jwt: true }));
    const other = clerk.oauthToken({ ...chosen, jwt: true }).token;
    expect(await namesOf({ ...auth, getToken: () => Promise.resolve(other) })).toBe('');
  });

  it('needs machines: true, without which the functions of an app get no token at all', async () => {
    const auth = await authOf(clerk.oauthToken({ ...chosen, jwt: true }));
    const shown: PrincipalSource['auth'][] = [];
    const attr: PrincipalMapping['attr'] = async (source) => {
      shown.push(source.auth);
      return { tokenOrgId: await tokenOrgId(source) };
    };
    expect(await namesOf(auth, { attr })).toBe('');
    expect(shown.map(({ getToken }) => getToken)).toEqual([undefined]);
  });
});
