import { defineConfig } from 'drizzle-kit';

// `npm run db:generate` writes what has changed in the schema as a new migration.
export default defineConfig({ dialect: 'postgresql', schema: './lib/schema.ts', out: './drizzle' });
