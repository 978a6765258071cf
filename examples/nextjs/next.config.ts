import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

// Set by the demo only: where its stand-in for Clerk listens.
const sandbox = process.env.CLERK_SANDBOX_URL;

const config: NextConfig = {
  // `clerk-cerbos` is linked to the repository that this example is a part of.
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
  // Node.js loads them as they are, so that the build has less to do.
  serverExternalPackages: ['@cerbos/http', '@electric-sql/pglite', 'drizzle-orm', 'zod'],
};

if (sandbox !== undefined && sandbox !== '') {
  config.rewrites = () =>
    Promise.resolve([{ source: '/__clerk/:path*', destination: `${sandbox}/__clerk/:path*` }]);
  // The demo starts earlier without these. `npm run typecheck` finds type errors, files for your own
  // machine need not be small, and the demo keeps the whole build instead of a cache.
  config.typescript = { ignoreBuildErrors: true };
  config.experimental = { turbopackMinify: false, turbopackFileSystemCacheForBuild: false };
}

export default config;
