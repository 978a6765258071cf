import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../setup/publishedPackage';

interface Manifest {
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(root, file), 'utf8'));
}

describe('the peers', () => {
  const { peerDependencies, peerDependenciesMeta } = read('package.json') as Manifest; // it is ours

  // What the core itself calls. An app without one of the entries may have any version of the rest.
  const ofCore = ['@cerbos/grpc', '@cerbos/http'];
  const others = Object.entries(peerDependencies).filter(([name]) => !ofCore.includes(name));

  it.each(others)(
    'let an app keep any version of %s, since it may need the core only',
    (...peer) => {
      expect(peer[1]).toBe('*');
    },
  );

  it('are all optional', () => {
    const required = Object.keys(peerDependencies).filter(
      (name) => peerDependenciesMeta[name]?.optional !== true,
    );
    expect(required).toEqual([]);
  });

  it('are the same in the lockfile, or npm ci would stop', () => {
    const lock = read('package-lock.json') as { packages: { '': Manifest } }; // npm's own format
    expect(lock.packages[''].peerDependencies).toEqual(peerDependencies);
  });
});
