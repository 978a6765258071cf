import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { releaseProblems } from './releaseProblems';
import { root } from './publishedPackage';

// `npm run release:check`: prints what is still missing for a release, and then fails.
const read = (file: string) => readFileSync(join(root, file), 'utf8');

const problems = releaseProblems({
  manifest: JSON.parse(read('package.json')) as unknown,
  changelog: read('CHANGELOG.md'),
  changesets: readdirSync(join(root, '.changeset')),
  tag: process.env.RELEASE_TAG,
});

for (const problem of problems) console.error(`- ${problem}`);
console.log(problems.length === 0 ? 'Ready to release.' : 'Not ready to release.');
if (problems.length > 0) process.exitCode = 1;
