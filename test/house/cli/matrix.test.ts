import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { root } from '../../setup/publishedPackage';
import { transcriptsOf } from '../../setup/transcripts';

const example = join(root, 'examples/nextjs');
const folders: string[] = [];

/** A copy of the example's policies. */
async function policies(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'clerk-cerbos-matrix-'));
  folders.push(folder);
  await cp(join(example, 'policies'), folder, { recursive: true });
  return folder;
}

afterEach(async () => {
  await Promise.all(folders.splice(0).map((one) => rm(one, { recursive: true })));
});

function matrix(...options: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return run(example, ['matrix', ...options]);
}

function run(
  cwd: string,
  options: readonly string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  const command = [join(root, 'dist/cli.js'), ...options];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

describe('clerk-cerbos matrix', () => {
  it('says who may do what, and who must verify again', async () => {
    const { code, stdout } = await matrix('--kind', 'document', '--format', 'json');
    expect(code).toBe(0);
    const [first] = JSON.parse(stdout) as [{ name: string; actions: string[]; rows: unknown[] }];
    expect(first).toMatchObject({ kind: 'document', name: 'roadmap_of_ben' });
    expect(first.actions).toEqual(['view', 'create', 'edit', 'share', 'delete', 'offer-delete']);
    expect(first.rows).toContainEqual({
      person: 'ben_owner_verified_an_hour_ago',
      answers: ['yes', 'yes', 'yes', 'no', 'verify', 'yes'],
    });
    expect(first.rows).toContainEqual({
      person: 'gus_admin_of_another_organization',
      answers: ['no', 'no', 'no', 'no', 'no', 'no'],
    });
  });

  it('shows for whom a change of a policy changes what, and fails', async () => {
    const folder = await policies();
    const file = join(folder, 'matrix.md');
    expect(await matrix('--policies', folder, '--out', file)).toMatchObject({ code: 0 });
    expect(await matrix('--policies', folder, '--check', file)).toMatchObject({ code: 0 });

    const policy = join(folder, 'resource_policies/document.yaml');
    const text = await readFile(policy, 'utf8');
    await writeFile(policy, text.replace('- organization_admin', '- colleague'));
    const { code, stdout } = await matrix('--policies', folder, '--check', file);
    expect(code).toBe(1);
    expect(stdout).toContain('+ cleo_member may now edit');
    expect(stdout).not.toContain('gus_admin_of_another_organization');
  });

  it('passes in the example, whose CI runs it', async () => {
    expect(await matrix('--check', 'policies/matrix.md')).toMatchObject({ code: 0 });
  });

  it('fixes the time for policies that read it', async () => {
    const folder = await policies();
    const policy = join(folder, 'resource_policies/library.yaml');
    const text = await readFile(policy, 'utf8');
    await writeFile(
      policy,
      text.replace(
        /(effect: EFFECT_ALLOW\n)/,
        '$1      condition: { match: { expr: now() < timestamp("2030-01-01T00:00:00Z") } }\n',
      ),
    );
    const at = (now: string) =>
      matrix('--policies', folder, '--kind', 'library', '--format', 'json', '--now', now);
    expect((await at('2029-12-31T00:00:00Z')).stdout).toContain('yes');
    expect((await at('2030-01-02T00:00:00Z')).stdout).not.toContain('yes');
  });

  it.each(transcriptsOf('docs/cli/matrix.md'))(
    'prints what its page says: $command',
    async ({ command, output }) => {
      await mkdir(join(root, 'test-results'), { recursive: true });
      const folder = await mkdtemp(join(root, 'test-results/matrix-'));
      folders.push(folder);
      await cp(join(example, 'policies'), join(folder, 'policies'), { recursive: true });
      const { stdout } = await run(folder, command.split(' ').slice(2));
      expect(stdout.trimEnd()).toBe(output.trimEnd());
    },
  );

  it.each([
    ['a folder that does not exist', ['--policies', 'nowhere'], /nowhere does not exist/],
    ['a kind that the fixtures lack', ['--kind', 'invoice'], /resources of: document, library/],
    ['a file to compare with that is not there', ['--check', 'none.md'], /Write it first/],
    ['an unknown format', ['--format', 'pdf'], /Allowed choices are table, markdown/],
  ])('names what to do with %s', async (_, options, words) => {
    const { code, stderr } = await matrix(...options);
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
    expect(stderr).not.toContain('    at ');
  });

  it('says which policy is broken', async () => {
    const folder = await policies();
    await writeFile(join(folder, 'resource_policies/broken.yaml'), 'resourcePolicy: {}');
    const { code, stderr } = await matrix('--policies', folder);
    expect(code).toBe(2);
    expect(stderr).toContain('broken.yaml');
  });
});
