import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../setup/publishedPackage';
import type { Page } from './snippets';

const run = promisify(execFile);

// What a page's policies may import from the pack, as an app does that has copied it.
const pack = {
  clerk_principal: '_schemas/clerk_principal.json',
  clerk_roles: 'derived_roles/clerk_roles.yaml',
  clerk: 'exports/clerk.yaml',
};

/** What `cerbos compile` says of a page's policies, all of them together; nothing if it takes them. */
export async function policyErrorsOf({ name, policies }: Page): Promise<string[]> {
  if (policies.length === 0) return [];
  const folder = await mkdtemp(join(tmpdir(), 'clerk-cerbos-policies-'));
  try {
    for (const { path = '', code } of policies) {
      const file = join(folder, path.slice('policies/'.length));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, code);
    }
    await addThePack(folder, policies.map(({ code }) => code).join('\n'));
    await run(join(root, 'node_modules/.bin/cerbos'), ['compile', '--color=never', folder]);
    return [];
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }; // of a child process
    return [`${name}: ${stdout}${stderr}`.replaceAll(`${folder}/`, '') || String(error)];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function addThePack(folder: string, policies: string): Promise<void> {
  for (const [word, file] of Object.entries(pack)) {
    // `clerk` alone, not `clerk_roles`: names of policies are words.
    const uses = new RegExp(`^\\s*(?:- |ref: cerbos:///)${word}\\b`, 'm').test(policies);
    if (uses || (word === 'clerk' && /^\s*- clerk_roles\b/m.test(policies))) {
      await cp(join(root, 'src/policies', file), join(folder, file), { force: false });
    }
  }
}
