/** The sources of the entries, as tsup.config.ts lists them. */
export const entrySources: Readonly<Record<string, string>> = {
  'clerk-cerbos': 'src/index.ts',
  'clerk-cerbos/astro': 'src/adapters/astro/index.ts',
  'clerk-cerbos/browser': 'src/browser/index.ts',
  'clerk-cerbos/express': 'src/adapters/express/index.ts',
  'clerk-cerbos/fastify': 'src/adapters/fastify/index.ts',
  'clerk-cerbos/hono': 'src/adapters/hono/index.ts',
  'clerk-cerbos/nextjs': 'src/adapters/nextjs/index.ts',
  'clerk-cerbos/nextjs/pages': 'src/adapters/nextjs-pages/index.ts',
  'clerk-cerbos/otel': 'src/otel/index.ts',
  'clerk-cerbos/react': 'src/react/index.ts',
  'clerk-cerbos/react/inspector': 'src/react/inspector/index.ts',
  'clerk-cerbos/react-router': 'src/adapters/react-router/index.ts',
  'clerk-cerbos/remix': 'src/adapters/remix/index.ts',
  'clerk-cerbos/tanstack-start': 'src/adapters/tanstack-start/index.ts',
  'clerk-cerbos/testing': 'src/testing/index.ts',
  'clerk-cerbos/web': 'src/adapters/web/index.ts',
};
