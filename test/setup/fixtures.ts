import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';
import { makeFixtures } from '../policies/makeFixtures';
import { root } from './publishedPackage';

// Writes the principals that the policy pack is tested with, as our code makes them now.
const file = join(root, 'src/policies/tests/testdata/principals.json');
const options = { ...(await prettier.resolveConfig(file)), parser: 'json' };
writeFileSync(file, await prettier.format(await makeFixtures(), options));
console.log(`Wrote ${file}.`);
