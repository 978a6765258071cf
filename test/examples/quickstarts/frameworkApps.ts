/** The files of an app before its reader opens the page, by their path: as small as can be. */
export type AppFiles = Readonly<Record<string, string>>;

const json = (value: object) => JSON.stringify(value, null, 2);

const server: AppFiles = { 'package.json': json({ private: true, type: 'module' }) };

// These apps stand inside the repository, three folders deep, and borrow its packages.
const repository = '../../..';

const nextjs: AppFiles = {
  'package.json': json({ private: true, scripts: { dev: 'next dev' } }),
  'tsconfig.json': json({
    compilerOptions: {
      target: 'ES2017',
      lib: ['dom', 'dom.iterable', 'esnext'],
      strict: true,
      noEmit: true,
      module: 'esnext',
      moduleResolution: 'bundler',
      isolatedModules: true,
      skipLibCheck: true,
      allowJs: true,
      esModuleInterop: true,
      resolveJsonModule: true,
      incremental: true,
      jsx: 'react-jsx',
      plugins: [{ name: 'next' }],
      paths: { '@/*': ['./*'] },
    },
    include: [
      'next-env.d.ts',
      '**/*.ts',
      '**/*.tsx',
      '.next/types/**/*.ts',
      '.next/dev/types/**/*.ts',
    ],
    exclude: ['node_modules'],
  }),
  'next.config.ts': `import { resolve } from 'node:path';
export default { turbopack: { root: resolve('${repository}') } };
`,
  'app/layout.tsx': `import type { ReactNode } from 'react';
export default function Layout({ children }: { children: ReactNode }) {
  return <html><body>{children}</body></html>;
}
`,
  'app/page.tsx': `export default function Page() { return <h1>Home</h1>; }\n`,
};

const viteTsconfig = (types: readonly string[]) =>
  json({
    compilerOptions: {
      lib: ['DOM', 'DOM.Iterable', 'ES2022'],
      types,
      target: 'ES2022',
      module: 'ES2022',
      moduleResolution: 'bundler',
      jsx: 'react-jsx',
      paths: { '~/*': ['./app/*'] },
      noEmit: true,
      skipLibCheck: true,
      strict: true,
    },
  });

const alias = `{ '~': fileURLToPath(new URL('./app', import.meta.url)) }`;

const rootRoute = (framework: string) => `import { Outlet } from '${framework}';
export default function Root() {
  return <html><body><Outlet /></body></html>;
}
`;

const home = `export default function Home() { return <h1>Home</h1>; }\n`;

const reactRouter: AppFiles = {
  'package.json': json({
    private: true,
    type: 'module',
    scripts: { dev: 'react-router dev --port $PORT' },
    // React Router looks here for the server that it runs on. Remix does, too.
    dependencies: { '@react-router/node': '*', isbot: '*' },
  }),
  'tsconfig.json': viteTsconfig(['node', 'vite/client']),
  'vite.config.ts': `import { fileURLToPath } from 'node:url';
import { reactRouter } from '@react-router/dev/vite';
export default { plugins: [reactRouter()], resolve: { alias: ${alias} } };
`,
  'app/root.tsx': rootRoute('react-router'),
  'app/routes/home.tsx': home,
};

const remix: AppFiles = {
  'package.json': json({
    private: true,
    type: 'module',
    scripts: { dev: 'remix vite:dev --port $PORT' },
    dependencies: { '@remix-run/node': '*', isbot: '*' },
  }),
  'tsconfig.json': viteTsconfig(['@remix-run/node', 'vite/client']),
  // The package under test would look for Clerk's SDK where it lies itself.
  'vite.config.ts': `import { fileURLToPath } from 'node:url';
import { vitePlugin as remix } from '@remix-run/dev';
export default {
  plugins: [remix({ future: { v3_singleFetch: true } })],
  resolve: { alias: ${alias}, dedupe: ['@clerk/remix'] },
  ssr: { noExternal: ['clerk-cerbos'] },
};
`,
  'app/root.tsx': rootRoute('@remix-run/react'),
  'app/routes/_index.tsx': home,
};

/** What the reader of each page has before the page begins, which the page names. */
export const frameworkApps: Readonly<Record<string, AppFiles>> = {
  express: server,
  fastify: server,
  hono: server,
  'any-runtime': server,
  nextjs,
  'react-router': reactRouter,
  remix,
};
