import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { PrismaClient } from './generated/client';
import { seed } from './seed';

// Postgres, in this process and in memory. With a server of your own, use `@prisma/adapter-pg`.
const postgres = new PGlite();

export const prisma = new PrismaClient({ adapter: new PrismaPGlite(postgres) });

/** Makes the tables and fills them. No query may come before it. */
export async function prepareDatabase(): Promise<void> {
  await postgres.exec(await readFile(new URL('prisma/tables.sql', import.meta.url), 'utf8'));
  await prisma.document.createMany({ data: seed });
}

export async function closeDatabase(): Promise<void> {
  await prisma.$disconnect();
  await postgres.close();
}
