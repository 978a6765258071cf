import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const inCI = process.env.CI !== undefined;
// The limits are for what hangs: a machine that is busy takes many times as long, and is no fault.
const seconds = 1000;

// What runs against the built package, and what starts whole apps, browsers and servers.
const built = ['test/house/**/*.test.ts', 'test/bench/**/*.test.ts'];
const apps = [
  'test/behaviour/**/*.test.ts',
  'test/examples/**/*.test.ts',
  'test/attacks/faults/**/*.test.ts',
];
const build = './test/setup/ensureBuilt.ts';

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

export default defineConfig({
  test: {
    reporters: [
      'default',
      './test/setup/behaviourMatrix.ts',
      ...(inCI ? ['./test/setup/failOnSkipped.ts'] : []),
    ],
    allowOnly: !inCI,
    coverage: { provider: 'v8', include: ['src/**/*.ts'] },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...built, ...apps],
          maxWorkers: '100%',
          testTimeout: 90 * seconds,
          hookTimeout: 90 * seconds,
          sequence: { groupOrder: 0 },
        },
      },
      reactProject('react', '19', 'node_modules'),
      reactProject('react-18', '18', 'examples/remix/node_modules'),
      {
        test: {
          name: 'built',
          include: built,
          globalSetup: build,
          maxWorkers: '100%',
          testTimeout: 90 * seconds,
          hookTimeout: 90 * seconds,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'apps',
          include: apps,
          globalSetup: build,
          // Each of these keeps two cores busy by itself: a Next.js build, a browser, a PDP.
          maxWorkers: 1,
          testTimeout: 180 * seconds,
          hookTimeout: 180 * seconds,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
