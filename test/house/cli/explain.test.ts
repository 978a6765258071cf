import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../setup/publishedPackage';
import { transcriptsOf } from '../../setup/transcripts';

function run(args: readonly string[]) {
  const command = [join(root, 'dist/cli.js'), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: join(root, 'examples/nextjs'),
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const question = ['explain', 'view', 'document', 'roadmap'];
const cleo = ['--user', 'user_cleo', '--org', 'org_acme'];

describe('docs/cli/explain.md', () => {
  it.each(transcriptsOf('docs/cli/explain.md'))('shows what $command prints', (transcript) => {
    const args = transcript.command.split(' ').slice('npx clerk-cerbos'.split(' ').length);
    expect(run(args).stdout).toBe(transcript.output);
  });
});

describe('clerk-cerbos explain', () => {
  it('takes a principal of the policy tests, and ends with 0 if it is allowed', () => {
    const { status, stdout } = run([
      ...question,
      'orgId=org_acme',
      'ownerId=user_ben',
      'sharedWithUsers=[]',
      'sharedWithOrganizations=[]',
      '--principal',
      'policies/tests/testdata/principals.yaml#cleo_member',
      '--json',
    ]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      effect: 'EFFECT_ALLOW',
      question: { principal: { id: 'user_cleo' }, resource: { attr: { sharedWithUsers: [] } } },
      reasons: [{ applies: 'allows' }],
    });
  });

  it('reads a session token as the app does, and says that it did not verify it', () => {
    const claims = { v: 2, sub: 'user_cleo', sid: 'sess_1', sts: 'active', fva: [3, -1] };
    const organization = { id: 'org_acme', slg: 'acme', rol: 'member' };
    const token = ['{}', JSON.stringify({ ...claims, o: organization }), 'signature']
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.');
    const { status, stdout, stderr } = run([...question, '--token', token, '--json']);
    expect(status).toBe(1);
    expect(stderr).toContain('not verified');
    expect(JSON.parse(stdout)).toMatchObject({
      question: {
        principal: {
          id: 'user_cleo',
          roles: ['user', 'org:member'],
          attr: { orgId: 'org_acme', firstFactorAge: 3 },
        },
      },
    });
  });

  it.each([
    ['nothing says who asks', [], 'Say who asks'],
    ['two options say it', [...cleo, '--anonymous'], 'only once'],
    ['an organization has no user', ['--anonymous', '--org', 'org_acme'], 'belongs to --user'],
    ['claims are no JSON', [...cleo, '--claims', 'x'], '--claims must be'],
    ['an attribute has no value', ['ownerId', ...cleo], 'is no attribute'],
    ['a file is not there', ['--principal', 'none.yaml'], "can't be read"],
    ['a token is none', ['--token', 'x'], 'is not a session token'],
  ])('ends with 2 if %s', (_, args, message) => {
    const { status, stderr } = run([...question, ...args]);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
