import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createClerkCerbos, type PrincipalMapping, type PrincipalSource } from '../../src';
import { member } from '../rooms/ask/auths';
import { patient } from '../setup/pdp';
import { packCopy, startPdp } from './pack';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

// As in the official demos of Cerbos with Clerk: people have a role in their public metadata, `user`
// once they are approved, and what they may do hangs on it.
// https://github.com/cerbos/sveltekit-clerk-cerbos
const contacts = `
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: contact
  version: default
  rules:
    - actions: [read, create]
      effect: EFFECT_ALLOW
      roles: [user, admin]
    - actions: [update, delete]
      effect: EFFECT_ALLOW
      roles: [admin]
    - actions: [update, delete]
      effect: EFFECT_ALLOW
      roles: [user]
      condition:
        match:
          expr: R.attr.owner == P.id
`;

async function startWith(policy: string) {
  const folder = await mkdtemp(join(tmpdir(), 'clerk-cerbos-migration-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'policies'));
  await writeFile(join(folder, 'policies/contact.yaml'), policy);
  return startPdp(join(folder, 'policies'), {});
}

const roles = ({ claims }: PrincipalSource) => {
  const metadata: unknown = claims.metadata;
  const role: unknown = typeof metadata === 'object' && metadata && Reflect.get(metadata, 'role');
  return typeof role === 'string' ? [role] : [];
};

const person = (role: string | undefined) => ({
  ...member,
  sessionClaims: { metadata: role === undefined ? {} : { role } },
});

const actions = ['read', 'create', 'update', 'delete'] as const;

describe('policies that give the role "user" to those who were approved', () => {
  const may = async (role: string | undefined, principal: PrincipalMapping) => {
    const cerbos = await startWith(contacts);
    const { checkResource } = createClerkCerbos({ cerbos, principal, ...patient });
    const resource = { kind: 'contact', id: '1', attr: { owner: 'user_2' } };
    return (await checkResource(person(role), { resource, actions })).allowedActions();
  };

  it('let everybody in as they stand, since each session has that role, and a warning says so', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    vi.stubEnv('NODE_ENV', 'production');
    expect(await may('pending', { roles })).toEqual(['read', 'create']);
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/the role "pending"\. The library ignored it/),
    );
    expect(await may('user', { roles })).toEqual(['read', 'create']);
    expect(warn).toHaveBeenLastCalledWith(expect.stringContaining('principal.baseRole'));
  });

  it.each([
    [undefined, []],
    ['pending', []],
    ['user', ['read', 'create']],
    ['admin', ['read', 'create', 'update', 'delete']],
  ] as const)('mean the same as before with another base role: %s', async (role, allowed) => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(await may(role, { baseRole: 'member', roles })).toEqual(allowed);
  });
});

describe('the policy pack', () => {
  it('follows the base role, once its parent roles name it', async () => {
    const files = (await readdir(await packCopy(), { recursive: true })).filter((name) =>
      name.startsWith('derived_roles/'),
    );
    const before = await startPdp(await packCopy());
    const renamed = await packCopy(
      {},
      files.map((file) => [file, '- user\n', '- member\n']),
    );
    expect(await readFile(join(renamed, 'derived_roles/clerk_roles.yaml'), 'utf8')).not.toMatch(
      /^ *- user$/m,
    );
    const after = await startPdp(renamed);
    const resource = {
      kind: 'note',
      id: '1',
      attr: { ownerId: 'user_1', orgId: '', sharedWithUsers: [] },
    };
    const asked = { resource, actions: ['view', 'edit', 'delete', 'share'] };
    const auth = { ...member, orgId: null, orgRole: null };
    const allowed = async (cerbos: typeof before, principal: PrincipalMapping) => {
      const { checkResource } = createClerkCerbos({ cerbos, principal, ...patient });
      return (await checkResource(auth, asked)).allowedActions();
    };
    const asBefore = await allowed(before, {});
    expect(asBefore).not.toEqual([]);
    expect(await allowed(after, { baseRole: 'member' })).toEqual(asBefore);
    expect(await allowed(after, {})).toEqual([]);
    expect(await allowed(before, { baseRole: 'member' })).toEqual([]);
  });
});
