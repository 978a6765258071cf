import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

// Set by the demo only: where its stand-in for Clerk listens.
const sandbox = process.env.CLERK_SANDBOX_URL;

const config: NextConfig = {
  // `clerk-cerbos` is linked to the repository that this example is a part of.
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
};

if (sandbox !== undefined && sandbox !== '') {
  config.rewrites = () =>
    Promise.resolve([{ source: '/__clerk/:path*', destination: `${sandbox}/__clerk/:path*` }]);
}

export default config;
