import { readFileSync } from 'node:fs';

/** What of package.json the site needs. */
interface Manifest {
  readonly name: string;
  readonly description: string;
  readonly homepage?: string;
  readonly repository?: string | { readonly url: string };
}

const manifest = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as Manifest; // our own file

/**
 * The one place that knows where the site and the repository are: package.json says it, in
 * `homepage` and `repository`. Without them the site is built for the root of any host.
 */
export const site = {
  title: manifest.name,
  description: manifest.description,
  base: manifest.homepage === undefined ? '/' : withSlash(new URL(manifest.homepage).pathname),
  address: manifest.homepage,
  repository: repositoryAddress(manifest.repository),
};

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

function repositoryAddress(repository: Manifest['repository']): string | undefined {
  const url = typeof repository === 'string' ? repository : repository?.url;
  return url?.replace(/^git\+/, '').replace(/\.git$/, '');
}
