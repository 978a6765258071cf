import { extname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { frameworks } from '../../../src/cli/init/frameworks';
import { type CodeFile, codeOf } from '../../rooms/cli/init/codeOf';
import { createPageCompiler } from '../snippetPrograms';

// Each shares what it has read of the packages among its programs.
const compilers = {
  bundler: createPageCompiler('bundler'),
  nodenext: createPageCompiler('nodenext'),
};

const ids = frameworks.map(({ id }) => id);

/** Compiles the code of several apps, each in a folder, as one program: it takes a fraction of the time. */
function errorsOf(
  apps: ReadonlyMap<string, readonly CodeFile[]>,
  resolution: keyof typeof compilers,
  beside: readonly CodeFile[] = [],
): string[] {
  const files = [...apps].flatMap(([name, code]) =>
    code.map(({ path, text }) => ({ path: `${name}/${path}`, text })),
  );
  const snippets = [...files, ...beside].map(({ path, text }) => ({
    origin: path,
    file: path,
    line: 1,
    path,
    code: text,
    language: extname(path).slice(1),
  }));
  return compilers[resolution].errorsOf({ name: 'apps', snippets, policies: [], unseen: [] });
}

/** The router of TanStack Start writes such a file itself. */
const routeTree: CodeFile = {
  path: 'tanstack-start/src/routeTree.gen.ts',
  text: `import type { AnyRoute } from '@tanstack/react-router';
interface RouteOf<Path> {
  id: Path;
  path: Path;
  fullPath: Path;
  preLoaderRoute: unknown;
  parentRoute: AnyRoute;
}
declare module '@tanstack/react-router' {
  interface FileRoutesByPath {
    '/api/projects/$id': RouteOf<'/api/projects/$id'>;
    '/api/cerbos': RouteOf<'/api/cerbos'>;
  }
}
`,
};

/** The types that `generate` makes of the policies. */
const generated: CodeFile = {
  path: 'policies.gen.ts',
  text: `export interface Policies {
  project: {
    actions: 'view' | 'edit' | 'share' | 'delete';
    attr: { orgId: string; ownerId: string; sharedWithOrganizations: string[] };
  };
  mcp_tool: { actions: 'list' | 'call'; attr: object };
}
declare module 'clerk-cerbos' {
  interface Register {
    policies: Policies;
  }
}
`,
};

describe('the files that init writes', () => {
  it('compile in every framework and layout, with either client', async () => {
    const apps = new Map<string, CodeFile[]>();
    for (const id of ids) {
      apps.set(id, await codeOf(id));
      const other = await codeOf(id, { src: 'src/', packages: ['@cerbos/http'] });
      expect(other.map(({ text }) => text).join('\n')).toContain("from '@cerbos/http'");
      // Its routes are known by their paths, once.
      if (id !== 'tanstack-start') apps.set(`${id}-src`, other);
    }
    apps.set('mcp-1', await codeOf('mcp', { packages: ['@modelcontextprotocol/sdk'] }));
    expect(errorsOf(apps, 'bundler', [routeTree])).toEqual([]);
  });

  it('compile when the types of the policies are registered, which find what is misspelt', async () => {
    const apps = new Map<string, CodeFile[]>();
    for (const id of ids) apps.set(id, await codeOf(id));
    const misspelt = (await codeOf('express')).map(({ path, text }) => ({
      path,
      text: text.replace("'edit'", "'edti'"),
    }));
    apps.set('misspelt', misspelt);
    const errors = errorsOf(apps, 'bundler', [routeTree, generated]);
    expect(errors.filter((error) => !error.includes('misspelt/'))).toEqual([]);
    expect(errors.join('\n')).toContain('"edti"');
  });

  it('compile where Node.js finds modules by the names in the imports', async () => {
    const apps = new Map<string, CodeFile[]>();
    for (const { id, isBundled } of frameworks) if (!isBundled) apps.set(id, await codeOf(id));
    expect(apps.size).toBe(5);
    expect(errorsOf(apps, 'nodenext')).toEqual([]);
  });
});
