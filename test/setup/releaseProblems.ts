import { isObject } from '../../src/base/value';

interface Manifest {
  readonly version?: unknown;
  readonly repository?: unknown;
  readonly homepage?: unknown;
}

interface Repository {
  readonly url?: unknown;
}

/** What a release is made of. */
export interface ReleaseFiles {
  /** package.json. */
  readonly manifest: unknown;
  /** CHANGELOG.md. */
  readonly changelog: string;
  /** The names of the files in `.changeset`. */
  readonly changesets: readonly string[];
  /** The tag that is released, such as `v1.2.3`; `undefined` outside of a release. */
  readonly tag: string | undefined;
}

/**
 * What is still missing for a release, each as a sentence that says where to write it. Addresses
 * stand in one place, package.json. npm's provenance compares `repository` with the repository that
 * publishes, so that a guessed one would be refused there at the latest. The documentation's site
 * takes the path that it stands below from `homepage`.
 */
export function releaseProblems({ manifest, changelog, changesets, tag }: ReleaseFiles): string[] {
  const { version, repository, homepage }: Manifest = isObject(manifest) ? manifest : {};
  const problems: string[] = [];
  if (!isAddress(repository)) {
    problems.push(
      'package.json has no `repository`. Write { "type": "git", "url": "git+https://<host>/<owner>/<name>.git" } there.',
    );
  }
  if (typeof homepage !== 'string' || !/^https:\/\/[^\s<>]+$/.test(homepage)) {
    problems.push(
      'package.json has no `homepage`. Write the https address of the documentation there.',
    );
  }
  const pending = changesets.filter((name) => name.endsWith('.md') && name !== 'README.md');
  if (pending.length > 0) {
    problems.push(
      `.changeset has files of changes that have no version yet: ${pending.join(', ')}. Run \`npx changeset version\`.`,
    );
  }
  if (!changelog.includes(`\n## [${String(version)}] - `)) {
    problems.push(
      `CHANGELOG.md has no heading "## [${String(version)}] - <date>". Rename "Unreleased".`,
    );
  }
  if (tag !== undefined && tag !== `v${String(version)}`) {
    problems.push(`The tag is ${tag}, but package.json has version ${String(version)}.`);
  }
  return problems;
}

function isAddress(repository: unknown): boolean {
  const { url }: Repository = isObject(repository) ? repository : {};
  return (
    typeof url === 'string' && /^git\+https:\/\/[^/\s<>]+\/[^/\s<>]+\/[^\s<>]+\.git$/.test(url)
  );
}
