import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { cerbosBinary } from '../../../src/testing/cerbos/cerbosBinary';
import { root } from '../../setup/publishedPackage';
import { transcriptsOf } from '../../setup/transcripts';
import { type DevSession, makeDevApp, startDev } from './devSession';

const cleanups: (() => unknown)[] = [];
const clean = async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
};
afterEach(clean);

const principals = parse(
  readFileSync(join(root, 'examples/nextjs/policies/tests/testdata/principals.yaml'), 'utf8'),
  { merge: true },
) as { principals: Record<string, { attr: object }> };
const cleo = principals.principals.cleo_member;
const attrOfCleo = cleo?.attr;

const resource = (id: string, ownerId: string) => ({
  kind: 'document',
  id,
  attr: { ownerId, orgId: 'org_acme', sharedWithUsers: [], sharedWithOrganizations: [] },
});
const roadmap = resource('roadmap', 'user_ben');

/** Asks about some resources, for Cleo. */
async function check(
  dev: DevSession,
  resources: readonly (readonly [resource: object, actions: readonly string[]])[],
) {
  const answer = await dev.tell('check', {
    principal: cleo,
    resources: resources.map(([one, actions]) => ({ resource: one, actions })),
  });
  // It is what the PDP answers.
  return answer as { cerbosCallId: string; results: { actions: Record<string, string> }[] };
}

/** A new app, and `dev` in it; both are gone after the test. */
function develop(options: readonly string[] = [], command?: readonly string[]) {
  const app = makeDevApp();
  cleanups.push(app.remove);
  return { ...app, dev: track(startDev(app.folder, options, command)) };
}

function track(dev: DevSession): DevSession {
  cleanups.push(async () => {
    dev.child.kill('SIGTERM');
    await dev.ended;
  });
  return dev;
}

function run(folder: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'dist/cli.js'), ...args],
    { cwd: folder, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** The processes that a process has started, and those that they have. */
function descendants(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    rows.flatMap(([child = 0, of]) => (of === parent ? [child, ...below(child)] : []));
  return below(pid);
}

/** The command line of a process. */
function argumentsOf(pid: number): string {
  return spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
}

const denial =
  '403 edit document:roadmap user_cleo — not owner: P.id = "user_cleo", R.attr.ownerId = "user_ben" (document_roles.yaml:44)\n';

/** What is another in each run: ports and times. */
function usual(said: string): string {
  return said
    .replace(/^ +Ports? .* taken: .*\n/m, '')
    .replace(/http:\/\/127\.0\.0\.1:\d+, gRPC 127\.0\.0\.1:\d+/, 'PDP')
    .replace(/\(\d+ ms\)/g, '(… ms)');
}

describe('docs/cli/dev.md', () => {
  const transcripts = transcriptsOf('docs/cli/dev.md');

  it('shows what dev says of a denial, of a mistake and of its correction, and what explain says', async () => {
    const { folder, dev } = develop();
    await dev.until('app ready');
    await check(dev, [[roadmap, ['edit']]]);
    await dev.until(denial);
    const explained = run(folder, 'explain');
    const file = join(folder, 'policies/derived_roles/document_roles.yaml');
    const good = readFileSync(file, 'utf8');
    writeFileSync(file, good.replace('P.id == R.attr.ownerId', 'P.idd == R.attr.ownerId'));
    await dev.until('The PDP keeps the policies that it has.');
    writeFileSync(file, good);
    await dev.until('✓ 193 policy tests pass\n');
    const [session, explanation] = transcripts;
    expect(session?.command).toBe('npx clerk-cerbos dev -- node server.mjs');
    expect(usual(dev.said())).toBe(usual(session?.output ?? ''));
    expect(explanation?.command).toBe('npx clerk-cerbos explain');
    expect(explained.stdout).toBe(explanation?.output);
  });

  it('shows the people of the sandbox', async () => {
    const { dev } = develop(['--sandbox']);
    await dev.until('app ready');
    const [, , session] = transcripts;
    expect(session?.command).toBe('npx clerk-cerbos dev --sandbox -- node server.mjs');
    expect(usual(dev.said())).toBe(usual(session?.output ?? ''));
    expect(transcripts).toHaveLength(3);
  });
});

describe.each([
  ['0.51', root],
  ['0.55', join(root, 'test/pdp-0.55')],
])('clerk-cerbos dev with PDP %s', (version, pdpFrom) => {
  const { stdout: pdp } = spawnSync(cerbosBinary(pdpFrom), ['--version'], { encoding: 'utf8' });
  const hasVersion = pdp.includes(version);
  if (!hasVersion) console.warn(`PDP ${version} is not there, but ${pdp.trim()}.`);

  let app: ReturnType<typeof makeDevApp>;
  let dev: DevSession;
  beforeAll(async () => {
    app = makeDevApp(pdpFrom);
    dev = startDev(app.folder, ['--all']);
    await dev.until('app ready');
  });
  afterAll(async () => {
    dev.child.kill('SIGTERM');
    await dev.ended;
    app.remove();
  });

  it('says each decision with its reason, in the order of the questions', async () => {
    await check(dev, [[roadmap, ['edit', 'view']]]);
    await dev.until(denial);
    await dev.until('200 view document:roadmap user_cleo — rule view allows view to');
  });

  it('tells the resources of one call apart', async () => {
    const others = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => resource(id, 'user_ben'));
    await check(dev, [
      [resource('mine', 'user_cleo'), ['edit', 'publish']],
      ...others.map((one) => [one, ['edit']] as const),
    ]);
    await dev.until('200 edit document:mine user_cleo — rule edit allows edit to');
    await dev.until('403 publish document:mine user_cleo — no rule of document names publish');
    for (const { id } of others) {
      await dev.until(`403 edit document:${id} user_cleo — not owner: P.id = "user_cleo"`);
    }
  });

  it('tells the actions of one call apart, also if one rule forbids several', async () => {
    const impersonated = { ...cleo, attr: { ...attrOfCleo, actorId: 'user_support' } };
    const actions = ['share', 'delete'];
    await dev.tell('check', {
      principal: impersonated,
      resources: [{ resource: resource('shared', 'user_cleo'), actions }],
    });
    for (const action of actions) {
      await dev.until(
        `403 ${action} document:shared user_cleo — rule not-while-impersonated denies share, offer-delete, delete to all roles: true: P.attr.actorId != ""`,
      );
    }
  });

  it('says the filter of a list', async () => {
    await dev.tell('plan', { principal: cleo, resource: { kind: 'document' }, actions: ['edit'] });
    await dev.until('list edit document:* user_cleo — those with (and (eq "org_acme"');
  });

  it('tells the app the reason for each denial of a call', async () => {
    const { cerbosCallId } = await check(dev, [
      [roadmap, ['edit', 'view']],
      [resource('mine', 'user_cleo'), ['edit', 'publish']],
    ]);
    expect(await dev.tell('reasons', cerbosCallId)).toEqual({
      reasons: [
        {
          kind: 'document',
          id: 'roadmap',
          action: 'edit',
          reason: 'not owner: P.id = "user_cleo", R.attr.ownerId = "user_ben"',
          place: 'policies/derived_roles/document_roles.yaml:44',
        },
        {
          kind: 'document',
          id: 'mine',
          action: 'publish',
          reason: 'no rule of document names publish',
          place: '',
        },
      ],
    });
  });

  it('explains in another terminal the last denial, and any call by its id', async () => {
    const { cerbosCallId } = await check(dev, [[resource('first', 'user_ben'), ['edit']]]);
    await check(dev, [[resource('second', 'user_ben'), ['edit']]]);
    await dev.until('403 edit document:second');
    const last = run(app.folder, 'explain');
    expect(last.stdout).toContain('✗ edit document:second is denied\n  as user_cleo');
    expect(last.stdout).toContain('false: P.id == R.attr.ownerId');
    expect(last.status).toBe(1);
    const first = run(app.folder, 'explain', cerbosCallId, '--json');
    expect(JSON.parse(first.stdout)).toMatchObject({
      callId: cerbosCallId,
      explanations: [{ question: { resource: { id: 'first' } }, effect: 'EFFECT_DENY' }],
    });
    const unknown = run(app.folder, 'explain', '01ARZ3NDEKTSV4RRFFQ69G5FAV');
    expect(unknown.stderr).toContain('does not know the call');
    expect(unknown.status).toBe(2);
  });

  it('answers a question of explain with the policies that the PDP has', async () => {
    const { status, stdout } = run(
      app.folder,
      'explain',
      'edit',
      'document',
      'asked',
      'orgId=org_acme',
      'ownerId=user_cleo',
      'sharedWithUsers=[]',
      'sharedWithOrganizations=[]',
      '--user=user_cleo',
      '--org=org_acme',
      '--running',
      // A folder that the running PDP does not read.
      '--policies=elsewhere',
    );
    expect(stdout).toContain('✓ edit document:asked is allowed\n  as user_cleo');
    expect(stdout).toContain('R.attr  orgId = "org_acme", ownerId = "user_cleo"');
    expect(status).toBe(0);
    await dev.until('200 edit document:asked user_cleo');
  });

  it('prints no control characters of an id', async () => {
    await check(dev, [[resource('\u001B[2Jx\ny', 'user_ben'), ['edit']]]);
    await dev.until('403 edit document:\\u001B[2Jx\\u000Ay user_cleo');
  });

  it('loads a changed policy, also one that an editor puts in place of the old one', async () => {
    const file = join(app.folder, 'policies/derived_roles/document_roles.yaml');
    const good = readFileSync(file, 'utf8');
    for (const [from, to, answer] of [
      ['P.id == R.attr.ownerId', 'P.id != R.attr.ownerId', 'EFFECT_ALLOW'],
      ['', '', 'EFFECT_DENY'],
    ] as const) {
      writeFileSync(`${file}~`, good.replace(from, to));
      renameSync(`${file}~`, file);
      await dev.until('✓ policies loaded (');
      const { results } = await check(dev, [[roadmap, ['edit']]]);
      expect(results[0]?.actions.edit).toBe(answer);
      await dev.until(to === '' ? '✓ 193 policy tests pass' : '✗ 10 of 193 policy tests fail\n');
    }
  });

  it('shows where a policy is broken, and the PDP keeps the last good ones', async () => {
    const file = join(app.folder, 'policies/derived_roles/document_roles.yaml');
    const good = readFileSync(file, 'utf8');
    writeFileSync(file, good.replace('P.id == R.attr.ownerId', 'P.idd == R.attr.ownerId'));
    await dev.until('✗ policies/derived_roles/document_roles.yaml:44:17 Invalid expression');
    await dev.until('    > 44 |               - expr: P.idd == R.attr.ownerId');
    const { results } = await check(dev, [[resource('mine', 'user_cleo'), ['edit']]]);
    expect(results[0]?.actions.edit).toBe('EFFECT_ALLOW');
    writeFileSync(file, good);
    await dev.until('✓ policies loaded (');
  });

  it('is what doctor examines, and loads nothing for a table that matrix writes', async () => {
    const before = dev.said().length;
    expect(run(app.folder, 'matrix', '--out', 'policies/matrix.md').status).toBe(0);
    const { stdout } = run(app.folder, 'doctor');
    expect(stdout).toContain(`answers at ${String(await dev.tell('env', 'CERBOS_HTTP'))}.`);
    expect(stdout).toContain('The PDP has the policies of the folder.');
    expect(dev.said().slice(before)).not.toMatch(/policies loaded|clerk-cerbos-doctor/);
  });

  it('starts a PDP that has crashed again, at the same address', async () => {
    const binary = cerbosBinary(app.folder);
    const [crashed] = descendants(dev.child.pid ?? 0).filter((pid) =>
      argumentsOf(pid).startsWith(`${binary} server`),
    );
    process.kill(crashed ?? 0, 'SIGKILL');
    await dev.until('✗ The PDP has ended (signal SIGKILL). It is started again.');
    await dev.until('✓ The PDP runs again.');
    const { results } = await check(dev, [[resource('again', 'user_ben'), ['edit']]]);
    expect(results[0]?.actions.edit).toBe('EFFECT_DENY');
    await dev.until('403 edit document:again user_cleo — not owner');
  });
});

describe('clerk-cerbos dev', () => {
  it('ends with the exit code of the app, after all that it has asked is printed', async () => {
    const { dev, folder } = develop();
    await dev.until('app ready');
    expect(await dev.tell('env', 'CLERK_SECRET_KEY')).toBe(process.env.CLERK_SECRET_KEY ?? null);
    const state = join(folder, 'node_modules/.cache/clerk-cerbos/dev.json');
    expect(statSync(state).mode & 0o777).toBe(0o600);
    await check(dev, [[roadmap, ['view', 'edit']]]);
    dev.child.stdin?.write('["exit", 7]\n');
    expect(await dev.ended).toBe(7);
    expect(dev.said()).toContain(denial);
    expect(dev.said()).not.toContain('200 view');
    expect(existsSync(state)).toBe(false);
    expect(run(folder, 'explain').stderr).toContain('No dev runs in this project.');
  });

  it('explains a decision with the policies that decided it, also after they have changed', async () => {
    const { folder, dev } = develop(['--quiet']);
    await dev.until('app ready');
    const one = await check(dev, [[roadmap, ['edit']]]);
    const several = await check(dev, [
      [roadmap, ['edit']],
      [resource('plan', 'user_ben'), ['edit']],
    ]);
    const file = join(folder, 'policies/derived_roles/document_roles.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('P.id == R.attr.ownerId', 'P.id == "user_other"'));
    await dev.until('✓ policies loaded (');
    const explained = run(folder, 'explain', one.cerbosCallId).stdout;
    expect(explained).toContain('false: P.id == R.attr.ownerId');
    expect(explained).not.toContain('user_other');
    // The PDP can only be asked again with its policies of now.
    const unknown = run(folder, 'explain', several.cerbosCallId);
    expect(unknown.stdout).toContain('the policies have changed since');
    expect(unknown.stdout).not.toContain('user_other');
    expect(unknown.status).toBe(1);
  });

  it('starts a PDP that has crashed with broken policies, once they are corrected', async () => {
    const { folder, dev } = develop();
    await dev.until('app ready');
    const file = join(folder, 'policies/broken.yaml');
    writeFileSync(file, 'a: 1\n');
    await dev.until('The PDP keeps the policies that it has.');
    const [crashed] = descendants(dev.child.pid ?? 0).filter((pid) =>
      argumentsOf(pid).startsWith(`${cerbosBinary(folder)} server`),
    );
    process.kill(crashed ?? 0, 'SIGKILL');
    await dev.until('It is started again after the next change.');
    rmSync(file);
    await dev.until('✓ policies loaded (');
    await check(dev, [[roadmap, ['edit']]]);
    await dev.until(denial);
  });

  it('hands a signal to all processes of the app, and leaves none', async () => {
    // The shell would end, and leave its child.
    const { dev } = develop(['--quiet'], ['sh', '-c', 'node server.mjs; true']);
    await dev.until('app ready');
    await check(dev, [[roadmap, ['edit']]]);
    const started = descendants(dev.child.pid ?? 0);
    dev.child.kill('SIGTERM');
    expect(await dev.ended).toBe(143);
    await expect.poll(() => started.filter(isRunning), { timeout: 60_000 }).toEqual([]);
    expect(dev.said()).not.toContain('403');
  });

  it('leaves no process and no file, even if it is killed', async () => {
    const { dev, folder } = develop([], ['sh', '-c', 'node server.mjs; true']);
    await dev.until('app ready');
    const started = descendants(dev.child.pid ?? 0);
    const configFolders = started
      .map((pid) => /--config=(\S+)\/config\.json/.exec(argumentsOf(pid))?.[1])
      .filter((path) => path !== undefined);
    expect(configFolders).toHaveLength(1);
    dev.child.kill('SIGKILL');
    await dev.ended;
    await expect.poll(() => started.filter(isRunning), { timeout: 60_000 }).toEqual([]);
    await expect.poll(() => configFolders.filter(existsSync), { timeout: 60_000 }).toEqual([]);
    expect(run(folder, 'explain').stderr).toContain('No dev runs in this project.');
  });

  it('takes free ports if the usual ones are taken, and so does a second dev at once', async () => {
    const holders = [3592, 3593].map((port) => {
      const holder = createServer();
      // If another program has it, it is taken, too.
      holder.on('error', () => undefined);
      holder.listen(port, '127.0.0.1');
      cleanups.push(() => holder.close());
      return holder;
    });
    expect(holders).toHaveLength(2);
    const all = [develop(), develop()];
    const addresses = await Promise.all(
      all.map(async ({ dev }) => {
        await dev.until('Ports 3592 and 3593 are taken: your app must read CERBOS_HTTP');
        await dev.until('app ready');
        return dev.tell('addresses') as Promise<Record<string, string>>;
      }),
    );
    expect(new Set(addresses.flatMap((one) => Object.values(one))).size).toBe(6);
    // Each has a PDP of its own.
    for (const { dev } of all) {
      await check(dev, [[roadmap, ['edit']]]);
      await dev.until(denial);
    }
  });

  it('waits with the app until the policies are correct', async () => {
    const { folder, remove } = makeDevApp();
    cleanups.push(remove);
    const file = join(folder, 'policies/resource_policies/library.yaml');
    const good = readFileSync(file, 'utf8');
    writeFileSync(file, good.replace('roles:', 'rolez:'));
    const dev = track(startDev(folder));
    await dev.until('✗ policies/resource_policies/library.yaml:');
    await dev.until('The PDP and your app start when this is corrected.');
    writeFileSync(file, good);
    await dev.until('app ready');
  });

  it('ends at once with Ctrl-C while it waits for correct policies', async () => {
    const { folder, remove } = makeDevApp(root, { 'policies/broken.yaml': 'a: 1\n' });
    cleanups.push(remove);
    const dev = startDev(folder);
    await dev.until('The PDP and your app start when this is corrected.');
    dev.child.kill('SIGINT');
    expect(await dev.ended).toBe(130);
  });

  it('writes the types of an app that has generated some', async () => {
    const { folder, dev } = develop([], []);
    await dev.until('Policies  policies');
    expect(run(folder, 'generate').status).toBe(0);
    const file = join(folder, 'policies/resource_policies/document.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('- edit\n', '- polish\n'));
    await dev.until('✓ lib/policies.gen.ts is written: ');
    expect(readFileSync(join(folder, 'lib/policies.gen.ts'), 'utf8')).toMatch(/"polish"/);
    dev.child.kill('SIGINT');
    expect(await dev.ended).toBe(0);
  });

  it('with --sandbox, gives the app a stand-in for Clerk, whose tokens the PDP takes', async () => {
    const rule = `{ name: own, actions: [edit], effect: EFFECT_ALLOW, roles: [user], condition: { match: { expr: request.auxData.jwt.sub == R.attr.ownerId } } }`;
    const { folder, remove } = makeDevApp(root, {
      'policies/note.yaml': `apiVersion: api.cerbos.dev/v1\nresourcePolicy:\n  resource: note\n  version: default\n  rules: [${rule}]\n`,
    });
    cleanups.push(remove);
    const dev = track(startDev(folder, ['--sandbox']));
    await dev.until('app ready');
    const signIn = `${String(await dev.tell('env', 'CLERK_API_URL'))}/__clerk/sign-in`;
    const page = await (await fetch(`${signIn}?actor=user_support`)).text();
    expect(page).toContain('Ada Example — admin of Acme');
    expect(page).toContain('name="actor" value="user_support"');
    const { headers } = await fetch(signIn, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ user_id: 'user_cleo', organization_id: 'org_acme' }),
    });
    const token = /__session=([\w.-]+)/.exec(headers.getSetCookie().join('\n'))?.[1];
    const note = (id: string) => ({ kind: 'note', id, attr: { ownerId: 'user_ben' } });
    // Also of several resources, where dev can't ask again: it does not have the token.
    for (const ids of [['one'], ['two', 'three']]) {
      await dev.tell('check', {
        principal: cleo,
        resources: ids.map((id) => ({ resource: note(id), actions: ['edit'] })),
        auxData: { jwt: { token } },
      });
      for (const id of ids) {
        await dev.until(new RegExp(`403 edit note:${id} .*request.auxData.jwt.sub = "user_cleo"`));
      }
    }
    expect(dev.said()).not.toContain(token);
    expect(dev.said()).not.toContain('sk_test_');
  });

  it.each([
    ['in production', [], { NODE_ENV: 'production' }, 'NODE_ENV is production'],
    ['without policies', ['--policies', 'nowhere'], {}, 'does not exist'],
    ['for no port', ['--http-port', '70000'], {}, 'Write a number from 1 to 65535.'],
    ['without its configuration', ['--config', 'no.yaml'], {}, "no.yaml can't be read"],
    ['for a misspelt option', ['--sandbx'], {}, 'Did you mean --sandbox?'],
  ])('does not start %s', async (_, options, env, message) => {
    const { folder, remove } = makeDevApp();
    cleanups.push(remove);
    const dev = startDev(folder, options, ['node', 'server.mjs'], env);
    expect(await dev.ended).toBe(2);
    expect(dev.said()).toContain(message);
  });

  it('says what to do if there is no such command', async () => {
    const { dev } = develop([], ['no-such-command']);
    expect(await dev.ended).toBe(2);
    expect(dev.said()).toContain(
      'The command no-such-command could not be started: spawn no-such-command ENOENT. Write it after --',
    );
  });

  it('says what to do where no PDP is installed', () => {
    const { status, stderr } = run('/', 'dev');
    expect(stderr).toContain('Run `npm i -D cerbos@');
    expect(stderr).toContain('use WSL or a container');
    expect(status).toBe(2);
  });
});
