import { vitePlugin as remix } from '@remix-run/dev';
import { defineConfig } from 'vite';

declare module '@remix-run/node' {
  interface Future {
    v3_singleFetch: true;
  }
}

export default defineConfig({
  plugins: [
    remix({
      future: {
        v3_fetcherPersist: true,
        v3_lazyRouteDiscovery: true,
        v3_relativeSplatPath: true,
        v3_singleFetch: true,
        v3_throwAbortReason: true,
      },
    }),
  ],
  // Only needed in this repository. The library is linked here, so it would look for Clerk's SDK in
  // the root of the repository.
  resolve: { dedupe: ['@clerk/remix'] },
  ssr: { noExternal: ['clerk-cerbos'] },
});
