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
  // Only needed inside this repository: the library is linked here, and would look for Clerk's SDK
  // where it lies, in the root.
  resolve: { dedupe: ['@clerk/remix'] },
  ssr: { noExternal: ['clerk-cerbos'] },
});
