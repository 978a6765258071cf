import { readFile, stat } from 'node:fs/promises';
import { invalidConfiguration } from '../../base/errors';
import { policyFiles } from './policyFiles';

/**
 * Makes sure that the PDP will find a policy. Without one it starts all the same, and then denies
 * everything.
 *
 * @param folder - an absolute path.
 * @throws ConfigurationError if the folder does not exist, is a file, or has no policy.
 */
export async function requirePolicies(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) {
    throw invalidConfiguration(
      `The folder ${folder} does not exist. Set \`policies\` to the folder of your Cerbos policies.`,
    );
  }
  if (!found.isDirectory()) {
    throw invalidConfiguration(
      `${folder} is not a folder. Set \`policies\` to the folder of your Cerbos policies.`,
    );
  }
  if (!(await hasPolicy(folder))) {
    throw invalidConfiguration(
      `The folder ${folder} contains no policy. A policy is a YAML or JSON file, such as document.yaml. Cerbos does not count empty files, hidden files, tests (document_test.yaml) and what is in a folder testdata or _schemas. Set \`policies\` to the folder of your Cerbos policies.`,
    );
  }
}

async function hasPolicy(folder: string): Promise<boolean> {
  for (const file of await policyFiles(folder)) {
    // A file that can't be read is not empty: the PDP says what is wrong with it.
    const text = await readFile(file, 'utf8').catch(() => 'unreadable');
    if (text.trim() !== '') return true;
  }
  return false;
}
