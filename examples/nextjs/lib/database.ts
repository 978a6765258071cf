import { PGlite } from '@electric-sql/pglite';
import { drizzle, type PgliteDatabase } from 'drizzle-orm/pglite';
import { seed } from './seed';
import { documents } from './schema';

type Database = PgliteDatabase & { readonly $client: PGlite };

declare global {
  // In development, Next.js loads modules again. A second instance would have other documents.
  var openedDatabase: Promise<Database> | undefined;
}

/** The database. It is opened once per process. */
export function database(): Promise<Database> {
  return (globalThis.openedDatabase ??= open());
}

async function open(): Promise<Database> {
  const folder = process.env.DATABASE_DIR;
  const client = folder ? await PGlite.create(folder) : await PGlite.create();
  const db = drizzle({ client });
  const { rows } = await client.query("select 1 from pg_tables where tablename = 'documents'");
  if (rows.length > 0) return db;
  // A real app runs its migrations here.
  await client.exec(`
    create table documents (
      id text primary key,
      title text not null,
      body text not null,
      owner_id text not null,
      org_id text not null constraint documents_have_an_organization check (org_id <> ''),
      shared_with_users text[] not null,
      shared_with_organizations text[] not null
    )`);
  await db.insert(documents).values(seed);
  return db;
}
