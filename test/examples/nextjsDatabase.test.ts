import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClerkClient } from '@clerk/backend';
import { GRPC } from '@cerbos/grpc';
import { PGlite } from '@electric-sql/pglite';
import { createClerkCerbos } from 'clerk-cerbos';
import {
  type CerbosServer,
  type ClerkSandbox,
  expectListMatchesChecks,
  startCerbos,
  startClerkSandbox,
} from 'clerk-cerbos/testing';
import { lt } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CallerName, callers } from '../../examples/demo/callers';
import { organizations, people } from '../../examples/demo/people';
import { archive } from '../../examples/nextjs/lib/archive';
import { documentColumns } from '../../examples/nextjs/lib/documentColumns';
import { documents } from '../../examples/nextjs/lib/schema';
import { seed } from '../../examples/nextjs/lib/seed';
import { patient, startTimeoutMs } from '../setup/pdp';
import { root } from '../setup/publishedPackage';

const example = join(root, 'examples/nextjs');
const origin = 'http://localhost:3000';
const db = drizzle({ client: new PGlite() });
let pdp: CerbosServer;
let clerk: ClerkSandbox;
let cerbos: GRPC;

beforeAll(async () => {
  [pdp, clerk] = await Promise.all([
    startCerbos({
      policies: join(example, 'policies'),
      schemaEnforcement: 'reject',
      startTimeoutMs,
    }),
    startClerkSandbox({ users: people, organizations }),
  ]);
  cerbos = new GRPC(pdp.grpcTarget, { tls: false });
  await migrate(db, { migrationsFolder: join(example, 'drizzle') });
  await db.insert(documents).values(seed);
  await db.insert(documents).select(archive);
});

afterAll(async () => {
  cerbos.close();
  await Promise.all([pdp.stop(), clerk.close(), db.$client.close()]);
});

/** The auth object that Clerk's SDK makes of a caller's request. */
async function authOf(name: CallerName) {
  const { publishableKey, secretKey, jwtKey } = clerk;
  const telemetry = { disabled: true };
  const client = createClerkClient({ publishableKey, secretKey, jwtKey, telemetry });
  const token = callers[name].token(clerk, origin) ?? '';
  const headers = { Authorization: token && `Bearer ${token}` };
  const state = await client.authenticateRequest(new Request(origin, { headers }));
  const auth = state.toAuth();
  if (auth === null) throw new Error(`Clerk's SDK gave no auth object: ${String(state.reason)}`);
  return auth;
}

test('the migrations make the tables of the schema: there is nothing left to generate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'migrations-'));
  cpSync(join(example, 'drizzle'), folder, { recursive: true });
  const kit = join(root, 'node_modules/drizzle-kit/bin.cjs');
  const schema = join(example, 'lib/schema.ts');
  // It takes a path from here only.
  const args = [kit, 'generate', '--dialect', 'postgresql', '--schema', schema, '--out', '.'];
  const options = { cwd: folder, encoding: 'utf8' } as const;
  const { stdout, stderr, status } = spawnSync(process.execPath, args, options);
  rmSync(folder, { recursive: true });
  expect(stdout + stderr).toContain('No schema changes');
  expect(status).toBe(0);
});

test('an example starts with 10,000 documents', async () => {
  expect(await db.$count(documents)).toBe(10_000);
});

test('the list of each person has exactly the documents that checks allow', async () => {
  // A check of 10,000 documents takes long. These have each way of sharing.
  await db.delete(documents).where(lt(documents.createdAt, new Date('2024-02-10')));
  const { authorizer } = createClerkCerbos({
    cerbos,
    ...patient,
    resources: { document: documentColumns.loader(db, documents) },
  });
  const names = ['ada', 'ben', 'benAtGlobex', 'cleo', 'gus', 'nora', 'signedOut'] as const;
  const authorizers = await Promise.all(names.map(async (name) => authorizer(await authOf(name))));
  const { rows, allowed } = await expectListMatchesChecks(documentColumns, {
    authorizers,
    actions: ['view', 'edit', 'share', 'delete'],
    rows: (where) => db.select({ id: documents.id }).from(documents).where(where),
  });
  expect(rows).toBeGreaterThan(200);
  expect(allowed.get('view')).toBeLessThan(rows);
});
