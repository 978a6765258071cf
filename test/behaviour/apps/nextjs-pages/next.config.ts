import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const config: NextConfig = {
  turbopack: { root: fileURLToPath(new URL('../../../..', import.meta.url)) },
  // All that answers with other than pages has to stand below /api.
  rewrites: () => Promise.resolve([{ source: '/unwatched', destination: '/api/unwatched' }]),
};

export default config;
