import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Check } from '../../../../src/cli/doctor/Check';
import { ClerkApi } from '../../../../src/cli/doctor/clerk/ClerkApi';
import {
  publicVariables,
  publishableKey,
  sameInstance,
  secretKey,
} from '../../../../src/cli/doctor/clerk/keys';
import { clerkPermissions, clerkRoles } from '../../../../src/cli/doctor/clerk/organizations';
import { readClerkKeys, readEnvironment } from '../../../../src/cli/doctor/clerk/readClerkKeys';
import { runChecks } from '../../../../src/cli/doctor/runChecks';
import { examine, nothing, policySet, resourcePolicy } from './examine';
import {
  type ClerkInstance,
  publishableKeyOf,
  startClerkApi,
  testSecretKey,
} from './startClerkApi';

const bothKeys = {
  CLERK_SECRET_KEY: testSecretKey,
  CLERK_PUBLISHABLE_KEY: publishableKeyOf(),
};

/** Runs a check with keys and an instance. */
async function examineKeys(
  check: Check,
  environment: Readonly<Record<string, string>>,
  instance: ClerkInstance = {},
) {
  const { url } = await startClerkApi(instance);
  const clerk = new ClerkApi(url, environment.CLERK_SECRET_KEY ?? testSecretKey);
  return examine(check, { keys: readClerkKeys(environment), clerk });
}

describe('doctor examines the keys:', () => {
  it.each<readonly [string, Check, Record<string, string>, ClerkInstance, string]>([
    ['a secret key that Clerk accepts', secretKey, bothKeys, {}, 'pass'],
    ['a secret key that Clerk refuses', secretKey, bothKeys, { secretKey: 'another' }, 'fail'],
    [
      'a publishable key as the secret key',
      secretKey,
      { CLERK_SECRET_KEY: publishableKeyOf() },
      {},
      'fail',
    ],
    ['no secret key', secretKey, {}, {}, 'skip'],
    ['a Clerk that is down', secretKey, bothKeys, { answer: { status: 503 } }, 'skip'],
    [
      'a publishable key',
      publishableKey,
      { VITE_CLERK_PUBLISHABLE_KEY: publishableKeyOf() },
      {},
      'pass',
    ],
    [
      'a publishable key without a host',
      publishableKey,
      { CLERK_PUBLISHABLE_KEY: 'pk_test_abc' },
      {},
      'fail',
    ],
    [
      'publishable keys of two instances',
      publishableKey,
      {
        CLERK_PUBLISHABLE_KEY: publishableKeyOf(),
        NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: publishableKeyOf('other.example'),
      },
      {},
      'fail',
    ],
    ['keys of one instance', sameInstance, bothKeys, {}, 'pass'],
    ['keys of two instances', sameInstance, bothKeys, { frontendApi: 'other.example' }, 'fail'],
    [
      'a key for test and one for live',
      sameInstance,
      { ...bothKeys, CLERK_PUBLISHABLE_KEY: publishableKeyOf(undefined, 'live') },
      {},
      'fail',
    ],
    ['a secret key alone', sameInstance, { CLERK_SECRET_KEY: testSecretKey }, {}, 'skip'],
    [
      'a secret key in a variable for the browser',
      publicVariables,
      { NEXT_PUBLIC_CLERK_KEY: testSecretKey },
      {},
      'fail',
    ],
    [
      'a publishable key in a variable for the browser',
      publicVariables,
      { NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: publishableKeyOf() },
      {},
      'pass',
    ],
  ])('%s', async (_, check, environment, instance, status) => {
    expect((await examineKeys(check, environment, instance)).status).toBe(status);
  });
});

describe('doctor compares with the instance', () => {
  const policies = () =>
    policySet({
      'note.yaml': resourcePolicy('note', [
        { roles: 'org:admin user' },
        { roles: 'org:editor' },
        { roles: 'user', expr: '"org:notes:edit" in P.attr.orgPermissions' },
        { roles: 'user', expr: 'P.attr.orgRole == "org:owner" && P.attr.features == ["org:beta"]' },
        { roles: 'user', expr: '"org:sys_domains:read" in P.attr.orgPermissions' },
      ]),
    });
  const compare = async (check: Check, instance: ClerkInstance) => {
    const { url } = await startClerkApi(instance);
    return examine(check, {
      policies: await policies(),
      clerk: new ClerkApi(url, testSecretKey),
    });
  };

  it('the roles of policies, both ways', async () => {
    const roles = {
      'org:admin': [],
      'org:member': [],
      'org:auditor': ['org:sys_domains:read'],
      'org:writer': ['org:notes:edit'],
    };
    expect(await compare(clerkRoles, { roles })).toMatchObject({
      status: 'warn',
      detail: [
        'note.yaml:17 org:editor is not in Clerk',
        'note.yaml:50 org:owner is not in Clerk',
        'in Clerk: org:auditor gives no right by its name or its permissions',
      ].join('\n'),
    });
  });

  it('the permissions of policies, both ways', async () => {
    const permissions = ['org:notes:delete', 'org:sys_domains:read'];
    expect(await compare(clerkPermissions, { permissions })).toMatchObject({
      status: 'warn',
      detail: [
        'note.yaml:36 org:notes:edit is not in Clerk',
        'in Clerk: org:notes:delete gives no right',
      ].join('\n'),
    });
  });

  it('and has nothing to say if both are the same', async () => {
    const roles = { 'org:admin': [], 'org:editor': [], 'org:owner': [], 'org:member': [] };
    const permissions = ['org:notes:edit'];
    expect(await compare(clerkRoles, { roles })).toMatchObject({ status: 'pass' });
    expect(await compare(clerkPermissions, { permissions })).toMatchObject({ status: 'pass' });
  });

  it('only if the policies use organizations', async () => {
    const { url, requests } = await startClerkApi({ roles: { 'org:admin': [] } });
    const subject = {
      policies: await policySet({ 'a.yaml': resourcePolicy('a', [{ roles: 'user' }]) }),
      clerk: new ClerkApi(url, testSecretKey),
    };
    expect(await examine(clerkRoles, subject)).toMatchObject({ status: 'skip' });
    expect(requests).toEqual([]);
  });

  it.each([
    [401, 'a key that is refused'],
    [404, 'an API without organizations'],
    [500, 'an error'],
  ])('and skips with status %i: %s', async (status) => {
    expect(await compare(clerkRoles, { answer: { status, body: '<html>' } })).toMatchObject({
      status: 'skip',
    });
  });
});

it('says once that Clerk can not be reached', async () => {
  // `fetch` never connects to this port.
  const clerk = new ClerkApi('http://127.0.0.1:1', testSecretKey);
  const keys = readClerkKeys(bothKeys);
  const policies = await policySet({ 'a.yaml': resourcePolicy('a', [{ roles: 'org:admin' }]) });
  const subject = { clerk, keys, policies };
  const [first, ...others] = await runChecks(
    [secretKey, sameInstance, clerkRoles, clerkPermissions],
    { ...nothing, ...subject },
  );
  expect(first).toMatchObject({ status: 'fail' });
  expect(others.map(({ status }) => status)).toEqual(['skip', 'skip', 'skip']);
});

describe('the secret key', () => {
  it('does not follow a redirect to another host', async () => {
    const elsewhere = await startClerkApi();
    const { url } = await startClerkApi({
      answer: { status: 302, headers: { location: `${elsewhere.url}/v1/instance` } },
    });
    const { status } = await new ClerkApi(url, testSecretKey).get('/v1/instance');
    expect(status).toBe(302);
    expect(elsewhere.requests).toEqual([]);
  });

  it.each(['http://api.example.com', 'http://127.0.0.1.example.com', 'ftp://127.0.0.1', 'x'])(
    'is not sent to %s',
    (url) => {
      expect(() => new ClerkApi(url, testSecretKey)).toThrow(/must begin with https:/);
    },
  );

  it('is sent once for each path, also if several checks ask', async () => {
    const { url, requests } = await startClerkApi();
    const clerk = new ClerkApi(url, testSecretKey);
    await Promise.all([clerk.get('/v1/instance'), clerk.get('/v1/instance')]);
    expect(requests).toEqual([{ path: '/v1/instance', authorization: `Bearer ${testSecretKey}` }]);
  });
});

describe('the environment of an app', () => {
  it('comes from the process, then from .env.local, then from .env', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'clerk-cerbos-doctor-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, '.env'), 'A=plain\nB=plain\nC="plain" # comment\n');
    writeFileSync(join(folder, '.env.local'), 'A=local\nB=local\n');
    expect(await readEnvironment(folder, { A: 'process' })).toEqual({
      A: 'process',
      B: 'local',
      C: 'plain',
    });
  });
});
