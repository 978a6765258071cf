import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { archive } from './archive';
import { documents } from './schema';
import { seed } from './seed';

declare global {
  // In development, Next.js loads modules again. A second instance would have other documents.
  var openedDatabase: PGlite | undefined;
}

// `next build` loads this module in several processes. A database there would cost seconds, and
// one folder can't be open twice. A mock has no database: a query is an error.
const isBuild = process.env.NEXT_PHASE === 'phase-production-build';

/** Postgres, in this process. With a server of your own, it is `drizzle(process.env.DATABASE_URL)`. */
export const db = isBuild ? drizzle.mock() : drizzle({ client: open() });

function open(): PGlite {
  const { DATABASE_DIR } = process.env;
  return (globalThis.openedDatabase ??= DATABASE_DIR ? new PGlite(DATABASE_DIR) : new PGlite());
}

/** Brings the tables up to date, and fills an empty database. No query may come before it. */
export async function prepareDatabase(): Promise<void> {
  await migrate(db, { migrationsFolder: 'drizzle' });
  if ((await db.$count(documents)) > 0) return;
  await db.transaction(async (transaction) => {
    await transaction.insert(documents).values(seed);
    await transaction.insert(documents).select(archive);
  });
}
