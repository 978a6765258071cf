import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type ReactRouterApp, startReactRouter } from './apps/startReactRouter';
import { testBehaviour } from './behaviour';
import { testDataFunctions } from './dataFunctions';
import { testEveryAdapter } from './everyAdapter';

/** Runs the table, and what is particular to React Router, on one of its majors. */
export function testReactRouter(name: ReactRouterApp, version: string): void {
  const behaviour = testBehaviour((env) => startReactRouter(name, env));
  testEveryAdapter(behaviour, { missingMiddleware: 'Export middleware = [clerkMiddleware()]' });
  testDataFunctions(behaviour);

  describe('a machine token', () => {
    it('is nobody in the rest of a request that accepts it at one place', async () => {
      const { text } = await behaviour.send({ caller: 'machine', does: 'GET /api/tokens/1' });
      expect(JSON.parse(text)).toEqual({ accepted: 'm2m_token:mt_1', otherwise: 'anonymous' });
    });
  });

  describe('the app', () => {
    it(`is served by React Router ${version} and no other, Clerk's SDK among it`, async () => {
      await behaviour.send({ caller: 'member', does: 'GET /pages/acme/document' });
      const { text } = await behaviour.send({ caller: 'signed out', does: 'GET /api/loaded' });
      const scripts = JSON.parse(text) as string[]; // as the route writes it
      const loaded = await packagesOf(scripts);
      expect(loaded.filter((one) => /^(@react-router\/|react-router@)/.test(one))).toEqual([
        `@react-router/express@${version}`,
        `@react-router/node@${version}`,
        `@react-router/serve@${version}`,
        `react-router@${version}`,
      ]);
      expect(loaded.filter((one) => one.startsWith('@clerk/react-router@3.'))).toHaveLength(1);
    });
  });
}

/** The packages, `name@version`, that these scripts belong to. Two copies of one are two entries. */
async function packagesOf(scripts: readonly string[]): Promise<string[]> {
  const folder = /^file:.*\/node_modules\/(?:@[^/]+\/)?[^/]+\//;
  const folders = new Set(scripts.flatMap((url) => folder.exec(url) ?? []));
  const names = [...folders].map(async (url) => {
    // What npm requires of every package.
    const { name, version } = JSON.parse(
      await readFile(new URL('package.json', url), 'utf8'),
    ) as Record<'name' | 'version', string>;
    return `${name}@${version}`;
  });
  return (await Promise.all(names)).sort();
}
