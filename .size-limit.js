// What an entry may weigh: minified and gzipped, without its peers. A limit is the size of today and 2 %, so
// that a new import is seen and a changed word is not.
const entries = [
  { name: 'clerk-cerbos', path: 'dist/index.js', limit: '33.7 kB' },
  {
    name: 'createClerkCerbos of clerk-cerbos',
    path: 'dist/index.js',
    import: '{ createClerkCerbos }',
    limit: '32 kB',
  },
  { name: 'clerk-cerbos/nextjs', path: 'dist/nextjs.js', limit: '40.1 kB' },
  { name: 'clerk-cerbos/nextjs/pages', path: 'dist/nextjs/pages.cjs', limit: '44 kB' },
  { name: 'clerk-cerbos/browser', path: 'dist/browser.js', limit: '4.2 kB' },
  { name: 'clerk-cerbos/prisma', path: 'dist/prisma.js', limit: '11.7 kB' },
  { name: 'clerk-cerbos/react', path: 'dist/react.js', limit: '4.7 kB' },
  { name: 'clerk-cerbos/react-router', path: 'dist/react-router.js', limit: '38.8 kB' },
  { name: 'clerk-cerbos/remix', path: 'dist/remix.js', limit: '38.5 kB' },
  { name: 'clerk-cerbos/astro', path: 'dist/astro.js', limit: '40.1 kB' },
  {
    name: 'clerk-cerbos/drizzle',
    path: 'dist/drizzle.js',
    ignore: ['drizzle-orm'],
    limit: '14.2 kB',
  },
  { name: 'clerk-cerbos/express', path: 'dist/express.js', limit: '38.7 kB' },
  { name: 'clerk-cerbos/fastify', path: 'dist/fastify.js', limit: '39 kB' },
  { name: 'clerk-cerbos/hono', path: 'dist/hono.js', limit: '38.4 kB' },
  { name: 'clerk-cerbos/mcp', path: 'dist/mcp.js', limit: '44.5 kB' },
  { name: 'clerk-cerbos/otel', path: 'dist/otel.js', limit: '4.1 kB' },
  { name: 'clerk-cerbos/tanstack-start', path: 'dist/tanstack-start.js', limit: '39.4 kB' },
  { name: 'clerk-cerbos/web', path: 'dist/web.js', limit: '38.8 kB' },
];

// A chunk that an entry does not need is left out, and esbuild warns of each. It is what we want.
function withoutWarnings(config) {
  return { ...config, logOverride: { 'ignored-bare-import': 'silent' } };
}

export default entries.map((entry) => ({
  ...entry,
  gzip: true,
  modifyEsbuildConfig: withoutWarnings,
}));
