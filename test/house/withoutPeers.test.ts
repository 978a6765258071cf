import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entries } from '../setup/publishedPackage';
import { installAlone, packedFiles } from './packedPackage';

describe('the published package, with every optional peer deleted', () => {
  let installed: ReturnType<typeof installAlone>;
  beforeAll(() => {
    installed = installAlone();
  });
  afterAll(() => {
    installed.remove();
  });

  it('really has no peer to find', () => {
    const program = `
      const peers = ['express', 'fastify', 'hono', 'next', 'react', '@clerk/nextjs', '@clerk/backend', '@cerbos/core', '@cerbos/http', '@opentelemetry/api'];
      const found = peers.filter((name) => { try { require.resolve(name); return true; } catch { return false; } });
      console.log(JSON.stringify(found));
    `;
    expect(installed.run('peers.cjs', program).trim()).toBe('[]');
  });

  // What is for React, or for Drizzle, is of no use without it.
  const alone = entries().filter(({ specifier }) => !/\/(react|drizzle)(\/|$)/.test(specifier));

  it.each(alone)('loads $specifier as an ES module', ({ specifier }) => {
    const program = `import * as entry from '${specifier}'; console.log(typeof entry.createClerkCerbos, Object.keys(entry).length > 0);`;
    expect(installed.run('entry.mjs', program)).toContain('true');
  });

  it.each(alone)('loads $specifier as CommonJS', ({ specifier }) => {
    const program = `console.log(Object.keys(require('${specifier}')).length > 0);`;
    expect(installed.run('entry.cjs', program)).toContain('true');
  });

  it('finds the policies as clerk-cerbos/policies/…', () => {
    const program = `
      const { required } = require('clerk-cerbos/policies/_schemas/clerk_principal.json');
      console.log(required.length, require.resolve('clerk-cerbos/policies/exports/clerk.yaml'));
    `;
    expect(installed.run('policies.cjs', program)).toMatch(/^20 .*clerk\.yaml$/m);
  });

  it.each(['entry.mjs', 'entry.cjs'])('answers in %s with a client of its own', (file) => {
    const load =
      file === 'entry.mjs'
        ? `import { createClerkCerbos } from 'clerk-cerbos';`
        : `const { createClerkCerbos } = require('clerk-cerbos');`;
    const program = `${load}
      const cerbos = {
        checkResources: async ({ requestId, resources }) => ({
          requestId,
          cerbosCallId: 'call',
          results: resources.map(({ resource, actions }) => ({
            resource,
            actions: Object.fromEntries(actions.map((action) => [action, 'EFFECT_ALLOW'])),
          })),
        }),
        planResources: async () => { throw new Error('not asked'); },
      };
      const { isAllowed } = createClerkCerbos({ cerbos });
      const question = { resource: { kind: 'document', id: '1', attr: {} }, action: 'view' };
      isAllowed({ userId: null }, question).then(console.log, console.error);
    `;
    expect(installed.run(file, program).trim()).toBe('true');
  });
});

const papers = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md', 'llms.txt'];

describe('the published files', () => {
  it('are the built package, the policies, its pages and papers, and nothing else', () => {
    const strangers = packedFiles().filter(
      (file) =>
        !/^src\/policies\/[\w./-]+\.(yaml|json|md)$/.test(file) &&
        !/^docs\/(?!reference\/api\/)(?:[\w-]+\/)+[\w-]+\.md$/.test(file) &&
        !/^skills\/[\w./-]+\.(md|json)$/.test(file) &&
        !/^dist\/(?:nextjs\/|react\/)?[\w.-]+\.(js|cjs|d\.ts|d\.cts|js\.map|cjs\.map)$/.test(
          file,
        ) &&
        // The command line, with the licenses of what is bundled into it.
        !/^dist\/cli\/(?:[\w.-]+\.js|THIRD-PARTY\.txt)$/.test(file) &&
        !papers.includes(file),
    );
    expect(strangers).toEqual([]);
  });

  it('hold the license, the changelog, the security policy and the pages', () => {
    expect(packedFiles()).toEqual(expect.arrayContaining([...papers, 'docs/reference/errors.md']));
  });
});
