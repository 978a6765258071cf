import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../setup/publishedPackage';
import { releaseProblems } from '../setup/releaseProblems';

const read = (file: string) => readFileSync(join(root, file), 'utf8');

const ready = {
  manifest: {
    version: '1.2.3',
    homepage: 'https://acme.example/clerk-cerbos/',
    repository: { type: 'git', url: 'git+https://git.example/acme/clerk-cerbos.git' },
  },
  changelog: '# Changelog\n\n## [1.2.3] - 2026-11-27\n',
  changesets: ['README.md', 'config.json'],
  tag: 'v1.2.3',
};

describe('npm run release:check', () => {
  it('fails today, and says that package.json names neither the repository nor the documentation', () => {
    const args = ['--import', 'tsx', 'test/setup/checkRelease.ts'];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('package.json has no `repository`');
    expect(stderr).toContain('package.json has no `homepage`');
  });

  it('accepts a release that has everything', () => {
    expect(releaseProblems(ready)).toEqual([]);
    expect(releaseProblems({ ...ready, tag: undefined })).toEqual([]);
  });

  it.each(['', 'github:acme/clerk-cerbos', 'git+https://<host>/<owner>/<name>.git'])(
    'refuses %j as the address of the repository',
    (url) => {
      const manifest = { ...ready.manifest, repository: { type: 'git', url } };
      expect(releaseProblems({ ...ready, manifest })).toEqual([
        expect.stringContaining('package.json has no `repository`'),
      ]);
    },
  );

  it('refuses a release without an address of the documentation', () => {
    const manifest = { ...ready.manifest, homepage: 'docs' };
    expect(releaseProblems({ ...ready, manifest })).toEqual([
      expect.stringContaining('package.json has no `homepage`'),
    ]);
  });

  it('refuses changes without a version, a version without a changelog, and another tag', () => {
    expect(
      releaseProblems({
        manifest: { ...ready.manifest, version: '1.3.0' },
        changelog: ready.changelog,
        changesets: [...ready.changesets, 'kind-cats-run.md'],
        tag: 'v1.2.3',
      }),
    ).toEqual([
      expect.stringContaining('kind-cats-run.md'),
      expect.stringContaining('## [1.3.0]'),
      expect.stringContaining('The tag is v1.2.3, but package.json has version 1.3.0'),
    ]);
  });
});

describe('the release workflow', () => {
  const workflow = read('.github/workflows/release.yml');

  it('checks the release, and runs all of CI, before it publishes', () => {
    const steps = ['npm run release:check', '.ci/run', 'npm run release\n'];
    const places = steps.map((step) => workflow.indexOf(`- run: ${step}`));
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(places).not.toContain(-1);
  });

  it('publishes with provenance', () => {
    expect(workflow).toContain('id-token: write');
    expect(workflow).toContain('NPM_CONFIG_PROVENANCE: true');
  });

  it('leaves the changelog to people', () => {
    expect(JSON.parse(read('.changeset/config.json'))).toMatchObject({ changelog: false });
  });
});

// An address that is written in a second place would be forgotten there.
it('names the address of the repository in package.json alone', () => {
  const files = ['.github/workflows/release.yml', '.github/workflows/ci.yml', 'SECURITY.md'];
  const addresses = files.filter((file) =>
    /https:\/\/(github|gitlab)\.com\/[^/\s]+\/clerk-cerbos/.test(read(file)),
  );
  expect(addresses).toEqual([]);
});
