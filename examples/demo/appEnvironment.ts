import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

// The files that `next build` and `next start` read. The environment wins over them.
const files = ['.env.production.local', '.env.local', '.env.production', '.env'];

interface AppEnvironment {
  readonly env: NodeJS.ProcessEnv;
  /** Names of real Clerk settings that the settings of the sandbox replace. */
  readonly setAside: readonly string[];
}

/** The app's environment. Clerk's settings are those of the sandbox, also if `.env` has others. */
export function appEnvironment(
  folder: string,
  settings: Readonly<Record<string, string>>,
): AppEnvironment {
  const found = files
    .map((file) => join(folder, file))
    .filter((file) => existsSync(file))
    .flatMap((file) => Object.keys(parseEnv(readFileSync(file, 'utf8'))));
  const setAside = [...new Set([...found, ...Object.keys(process.env)])].filter((name) =>
    /^(NEXT_PUBLIC_|VITE_)?CLERK_/.test(name),
  );
  // Next.js does not replace an empty setting from a file, and Clerk ignores it.
  const emptied = Object.fromEntries(setAside.map((name) => [name, '']));
  return {
    env: { ...process.env, ...emptied, NODE_ENV: 'production', DATABASE_DIR: '', ...settings },
    setAside,
  };
}
