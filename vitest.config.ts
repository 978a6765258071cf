import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const inCI = process.env.CI !== undefined;
// The limits are for what hangs: a machine that is busy takes many times as long, and is no fault.
const seconds = 1000;

// `npm test` runs each room, the house, and of the apps one framework over HTTP and one browser.
const smoke = ['test/behaviour/express.test.ts', 'test/behaviour/browser/hooks.test.ts'];
// Each starts apps of its own, so two run side by side.
const apps = ['test/behaviour/**/*.test.ts', 'test/recipes/**/*.test.ts'];
const examples = ['test/examples/**/*.test.ts'];
// They need the machine for themselves.
const oneByOne = ['test/attacks/{faults,runtimes}/**/*.test.ts'];
const house = ['test/house/**/*.test.ts'];
// What takes long and seldom finds more than the rest of the rooms and the house.
const published = [
  // The commands, in processes of their own. What they are made of is tested in its room.
  'test/house/cli/!(initTemplates).test.ts',
  'test/house/types/{generated,registerAlone,typescript-6.0}.test.ts',
  'test/house/documentation.test.ts',
  'test/house/site.test.ts',
  'test/house/skillEvals.test.ts',
  'test/house/withoutPeers.test.ts',
  'test/rooms/adapters/mcp/versions.test.ts',
  'test/rooms/cli/explain/explain{Ambiguous,Property}.test.ts',
  'test/rooms/drizzle/{columns,readable}.test.ts',
  'test/attacks/hostile/questions.test.ts',
  'test/policies/{sameAsHas,tenants}.test.ts',
  'test/lists/{proof,prisma/{proof,types},conformance/corpus}.test.ts',
  'test/soak/**/*.test.ts',
];
// The long tail, for `npm run test:matrix`: older or newer versions of what is tested anyway, the
// same with more of it, and what takes minutes for what a shorter test sees, too.
const longTail = [
  'test/behaviour/{express-4,nextjs-15,react-router-8}.test.ts',
  'test/house/types/{declarations,typescript-5.9}.test.ts',
  'test/house/snippetsForNode.test.ts',
  'test/house/cli/initTemplates.test.ts',
  'test/attacks/hostile/prototype.test.ts',
  'test/bench/**/*.test.ts',
  'test/lists/proofAtLength.test.ts',
  'test/examples/{demoPage,pages}.test.ts',
  'test/recipes/{nuxt,sveltekit}.test.ts',
];
// What the package needs of a PDP, once more on another version of it: contract, plans, policy pack.
const onNewerPdp = [
  'test/rooms/ask/{batchLimits,coalescing,plans,realPdp,sizeLimit,stepUp}.test.ts',
  'test/policies/{compile,plans,schema,scopes}.test.ts',
];
// The same at length: also what hardly depends on the PDP.
const onNewerPdpAtLength = [
  'test/rooms/{ask,bridge}/**/*.test.ts',
  'test/policies/!(sameAsHas|tenants).test.ts',
  'test/attacks/hostile/{callers,questions}.test.ts',
  'test/attacks/faults/matrix.test.ts',
];
const newerPdp = { setupFiles: './test/setup/pdp055.ts', env: { PDP_VERSION: '0.55' } };
const build = './test/setup/ensureBuilt.ts';
// One process for many files: packages are loaded once, ours anew for each file.
const shared = { isolate: false, setupFiles: './test/setup/freshModules.ts' };

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What runs in a page; the hooks must work with each React that an app may have. */
function reactProject(name: string, major: string, modules: string) {
  return {
    resolve: {
      alias: {
        react: file(`${modules}/react`),
        'react-dom': file(`${modules}/react-dom`),
        // Its CommonJS would require a React of its own choice.
        '@testing-library/react': file(
          'node_modules/@testing-library/react/dist/@testing-library/react.esm.js',
        ),
      },
    },
    test: {
      name,
      include: ['test/rooms/react/**/*.test.tsx'],
      environment: 'jsdom',
      env: { REACT_MAJOR: major },
      setupFiles: ['./test/rooms/react/setup.ts'],
      server: { deps: { inline: ['@testing-library/react'] } },
      maxWorkers: '100%',
      testTimeout: 90 * seconds,
      hookTimeout: 90 * seconds,
      sequence: { groupOrder: 0 },
    },
  };
}

function testProject(name: string, include: string[], exclude: string[], more: object = {}) {
  return {
    test: {
      name,
      include,
      exclude,
      maxWorkers: '100%',
      testTimeout: 90 * seconds,
      hookTimeout: 90 * seconds,
      sequence: { groupOrder: 0 },
      ...more,
    },
  };
}

/** What starts whole apps: a Next.js build, a browser, a PDP. */
function appProject(
  name: string,
  include: string[],
  { exclude = [], maxWorkers, order }: { exclude?: string[]; maxWorkers: number; order: number },
) {
  return testProject(name, include, exclude, {
    globalSetup: build,
    maxWorkers,
    testTimeout: 180 * seconds,
    hookTimeout: 180 * seconds,
    sequence: { groupOrder: order },
  });
}

export default defineConfig({
  test: {
    // What failed is printed last: the table is long, and of a long log one sees the end.
    reporters: [
      './test/setup/behaviourMatrix.ts',
      'default',
      ...(inCI ? ['./test/setup/failOnSkipped.ts'] : []),
    ],
    allowOnly: !inCI,
    coverage: { provider: 'v8', include: ['src/**/*.ts'] },
    projects: [
      testProject(
        'rooms',
        ['test/**/*.test.ts'],
        [...house, ...published, ...longTail, ...apps, ...examples, ...oneByOne],
        shared,
      ),
      testProject('pdp-0.55', onNewerPdp, [], newerPdp),
      testProject('pdp-0.55-at-length', onNewerPdpAtLength, onNewerPdp, newerPdp),
      reactProject('react', '19', 'node_modules'),
      reactProject('react-18', '18', 'examples/remix/node_modules'),
      testProject('house', house, [...published, ...longTail], { globalSetup: build, ...shared }),
      testProject('published', published, [], {
        globalSetup: build,
        // One of them builds the site: a minute alone, several beside the others on a busy machine.
        testTimeout: 600 * seconds,
        hookTimeout: 600 * seconds,
      }),
      appProject('smoke', smoke, { maxWorkers: 2, order: 1 }),
      appProject('apps', apps, { exclude: [...smoke, ...longTail], maxWorkers: 2, order: 2 }),
      appProject('examples', examples, { exclude: longTail, maxWorkers: 2, order: 2 }),
      appProject('faults', oneByOne, { maxWorkers: 1, order: 3 }),
      appProject('long-tail', longTail, { maxWorkers: 2, order: 4 }),
    ],
  },
});
