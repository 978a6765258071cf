import { fileURLToPath } from 'node:url';
import { GRPC } from '@cerbos/grpc';
import { HTTP } from '@cerbos/http';
import { type Authorizer, createClerkCerbos } from 'clerk-cerbos';
import { startCerbos } from 'clerk-cerbos/testing';
import { desc, type SQL } from 'drizzle-orm';
import { comparePaired, repeat } from '../comparePaired';
import type { Figure } from '../Figure';
import { clientNames, type Stage } from '../Stage';
import { naiveWhere, openRecords, record, records, type RecordsDb } from './records';

const page = 50;
const question = { resource: { kind: 'record' }, action: 'view' };

/** A page of 50 of 10,000 rows, of which one in twenty is allowed: by a plan, and by checks. */
export async function measureLists({ auth, rounds }: Stage): Promise<Figure[]> {
  const pdp = await startCerbos({ policies: fileURLToPath(new URL('policies', import.meta.url)) });
  const db = await openRecords(10_000);
  const grpc = new GRPC(pdp.grpcTarget, { tls: false });
  const clients = { '@cerbos/http': new HTTP(pdp.httpUrl), '@cerbos/grpc': grpc };
  const figures: Figure[] = [];
  try {
    for (const of of clientNames) {
      const app = createClerkCerbos({
        cerbos: clients[of],
        resources: { record: record.loader(db) },
        timeoutMs: 60_000,
      });
      const { ratio } = await comparePaired(
        {
          plan: repeat(async () => byPlan(db, await app.authorizer(auth))),
          checks: repeat(async () => byChecks(db, await app.authorizer(auth))),
        },
        rounds(1, 0.1),
      );
      figures.push({
        name: 'the first 50 allowed of 10,000 rows: by checks of 50, by a plan and one query, wall time',
        of,
        value: ratio('checks', 'plan', 'wall'),
        unit: '×',
        target: { atLeast: 10 },
      });
    }
    const { planResources, principal } = await createClerkCerbos({ cerbos: grpc }).authorizer(auth);
    const exact = record.where(await planResources(question));
    const naive = naiveWhere(db, { userId: principal.id, orgId: principal.attr.orgId });
    const { ratio } = await comparePaired(
      {
        exact: repeat(() => pageAndTotal(db, exact)),
        naive: repeat(() => pageAndTotal(db, naive)),
      },
      rounds(5, 0.5),
    );
    figures.push({
      name: 'the same page and its total, the query alone: with the exact condition, by naive SQL, wall time',
      of: 'SQLite',
      value: ratio('exact', 'naive', 'wall'),
      unit: '×',
      target: { atMost: 1.25 },
    });
    return figures;
  } finally {
    grpc.close();
    await pdp.stop();
  }
}

async function byPlan(db: RecordsDb, { planResources }: Authorizer): Promise<void> {
  const where = record.where(await planResources(question));
  full(await pageOf(db, where));
}

/** Reads 50 rows at a time and keeps what is allowed, until the page is full. */
async function byChecks(db: RecordsDb, { checkResources }: Authorizer): Promise<void> {
  const allowed: unknown[] = [];
  for (let offset = 0; allowed.length < page; offset += page) {
    const some = await sorted(db).limit(page).offset(offset);
    if (some.length === 0) break;
    const decisions = await checkResources({
      resources: some.map(({ id }) => ({ resource: { kind: 'record', id }, actions: ['view'] })),
    });
    allowed.push(...decisions.filter(({ isAllowed }) => isAllowed('view')));
  }
  full(allowed.slice(0, page));
}

const sorted = (db: RecordsDb) => db.select().from(records).orderBy(desc(records.createdAt));

function pageOf(db: RecordsDb, where: SQL) {
  return db.select().from(records).where(where).orderBy(desc(records.createdAt)).limit(page);
}

async function pageAndTotal(db: RecordsDb, where: SQL): Promise<void> {
  full(await pageOf(db, where));
  await db.$count(records, where);
}

/** A way that finds less would be measured as a fast one. */
function full(rows: readonly unknown[]): void {
  if (rows.length !== page) throw new Error(`A page has ${rows.length} rows.`);
}
