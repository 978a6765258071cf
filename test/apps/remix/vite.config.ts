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
          route('api/:name/:id', 'api/guarded.ts');
          route('pages/:id', 'pages/folder.tsx', () => {
            route('document', 'pages/document.tsx');
          });
        }),
    }),
  ],
  // npm puts some packages beside the package under test, which has another React than this app.
  resolve: { dedupe: ['react', 'react-dom', '@clerk/remix'] },
  ssr: { noExternal: ['@remix-run/react', 'clerk-cerbos', 'react-router-dom'] },
};
