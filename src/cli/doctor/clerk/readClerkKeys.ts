import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** A variable of the environment. */
export interface Variable {
  readonly name: string;
  readonly value: string;
}

/** Clerk's keys of an app. They are never printed. */
export interface ClerkKeys {
  readonly secretKey: Variable | undefined;
  readonly publishableKeys: readonly Variable[];
  /** Names of variables that bundlers write into the browser's code, and that hold a secret key. */
  readonly leaks: readonly string[];
}

/** What the files and the process say; the process wins, and then `.env.local`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the environment of an app, as its framework does: the process, `.env.local`, `.env`. */
export async function readEnvironment(folder: string, env: Environment): Promise<Environment> {
  const [plain, local] = await Promise.all(
    ['.env', '.env.local'].map(async (file) => {
      const text = await readFile(join(folder, file), 'utf8').catch(() => '');
      return parseEnv(text);
    }),
  );
  return { ...plain, ...local, ...env };
}

const publicPrefix = /^(?:NEXT_PUBLIC|VITE|PUBLIC|NUXT_PUBLIC|EXPO_PUBLIC|REACT_APP|GATSBY)_/;

/** Finds Clerk's keys in an environment. */
export function readClerkKeys(environment: Environment): ClerkKeys {
  const variables = Object.entries(environment).flatMap(([name, value]): Variable[] =>
    value === undefined || value === '' ? [] : [{ name, value: value.trim() }],
  );
  return {
    secretKey: variables.find(({ name }) => /^(?:NUXT_)?CLERK_SECRET_KEY$/.test(name)),
    publishableKeys: variables.filter(({ name }) => /^(?:\w+_)?CLERK_PUBLISHABLE_KEY$/.test(name)),
    leaks: variables
      .filter(({ name, value }) => publicPrefix.test(name) && /^sk_(?:test|live)_/.test(value))
      .map(({ name }) => name),
  };
}

/** What a publishable key says: its environment, and the host of the instance's Frontend API. */
export interface PublishableKey {
  readonly environment: string;
  readonly host: string;
}

/** Reads a publishable key: the host stands in it, in Base64, with a `$` at the end. */
export function readPublishableKey(key: string): PublishableKey | undefined {
  const [, environment = '', encoded = ''] = /^pk_(test|live)_([\w+/=-]+)$/.exec(key) ?? [];
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const [, host] = /^([a-z0-9.:-]+)\$$/i.exec(decoded) ?? [];
  return host === undefined ? undefined : { environment, host };
}

/** `test` or `live`; `undefined` if it is no secret key of Clerk. */
export function environmentOf(secretKey: string): string | undefined {
  return /^sk_(test|live)_\w+$/.exec(secretKey)?.[1];
}
