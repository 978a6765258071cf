import { columns, list, one, rows } from '../../src/drizzle';
import { eq } from 'drizzle-orm';
import type { postgresTables, sqliteTables } from './tables';

/** Where the attributes of a {@link Thing} come from. */
export function thingMapping({
  things,
  tags,
  items,
  parents,
  inners,
}: ReturnType<typeof postgresTables | typeof sqliteTables>) {
  return columns('thing', {
    ownerId: things.ownerId,
    a: things.a,
    b: things.b,
    n: things.n,
    m: things.m,
    pub: things.pub,
    arch: things.arch,
    at: things.at,
    labels: list(things.labels),
    tags: rows(tags, eq(tags.thing, things.id), tags.name),
    items: rows(items, eq(items.thing, things.id), {
      name: items.name,
      n: items.n,
      ok: items.ok,
    }),
    parent: one(parents, eq(parents.thing, things.id), {
      name: parents.name,
      n: parents.n,
      ok: parents.ok,
      inner: one(inners, eq(inners.thing, parents.thing), { name: inners.name }),
    }),
  });
}
