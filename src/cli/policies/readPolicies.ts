import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { policyFiles } from '../../testing/cerbos/policyFiles';
import { requirePolicies } from '../../testing/cerbos/requirePolicies';
import type { Place, Policy } from './Policy';
import { toPolicy } from './toPolicy';
import { YamlFile } from './YamlFile';

/** The policies of a folder. */
export interface PolicyFolder {
  /** The absolute path. */
  readonly folder: string;
  readonly policies: readonly Policy[];
  /** Files that are not YAML, or can't be read. */
  readonly problems: readonly (Place & { readonly message: string })[];
}

/**
 * Reads the policies of a folder as Cerbos does, with the line of each rule and condition.
 *
 * @param path - the folder; a relative path is resolved from the working directory.
 * @throws ConfigurationError if the folder does not exist or has no policy.
 */
export async function readPolicies(path: string): Promise<PolicyFolder> {
  const folder = resolve(path);
  await requirePolicies(folder);
  const policies: Policy[] = [];
  const problems: (Place & { message: string })[] = [];
  for (const absolute of await policyFiles(folder)) {
    const name = relative(process.cwd(), absolute);
    const text = await readFile(absolute, 'utf8').catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      problems.push({ file: name, line: 1, message });
    });
    if (text === undefined) continue;
    const file = new YamlFile(name, text);
    if (file.problem !== undefined) problems.push(file.problem);
    else {
      const policy = toPolicy(file);
      if (policy !== undefined) policies.push(policy);
    }
  }
  return { folder, policies, problems };
}
