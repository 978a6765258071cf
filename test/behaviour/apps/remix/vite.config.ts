import { vitePlugin as remix } from '@remix-run/dev';

declare module '@remix-run/node' {
  interface Future {
    v3_singleFetch: true;
  }
}

export default {
  plugins: [
    remix({
      future: { v3_singleFetch: true },
      ignoredRouteFiles: ['**/*'],
      routes: (defineRoutes) =>
        defineRoutes((route) => {
          route('api/control/:id', 'api/control.ts');
          route('api/cerbos', 'api/cerbos.ts');
          route('api/:name/:id', 'api/guarded.ts');
          route('pages/:id', 'pages/folder.tsx', () => {
            route('document', 'pages/document.tsx');
          });
        }),
    }),
  ],
  // The package under test would look for Clerk's SDK where it lies itself.
  resolve: { dedupe: ['@clerk/remix'] },
  ssr: { noExternal: ['clerk-cerbos'] },
};
