import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

// Set by the demo only: where its stand-in for Clerk listens.
const sandbox = process.env.CLERK_SANDBOX_URL;

const config: NextConfig = {
  // `clerk-cerbos` is linked to the repository that this example is a part of.
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
  // Node.js loads these packages itself, so the build is faster.
  serverExternalPackages: ['@cerbos/grpc', '@electric-sql/pglite', 'drizzle-orm', 'zod'],
};

if (sandbox !== undefined && sandbox !== '') {
  config.rewrites = () =>
    Promise.resolve([{ source: '/__clerk/:path*', destination: `${sandbox}/__clerk/:path*` }]);
  // Without these, the demo starts faster. `npm run typecheck` finds type errors, files on your own
  // machine can be large, and the demo keeps the whole build instead of a cache.
  config.typescript = { ignoreBuildErrors: true };
  config.experimental = { turbopackMinify: false, turbopackFileSystemCacheForBuild: false };
}

export default config;
