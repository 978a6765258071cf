import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Principal as PdpPrincipal } from '@cerbos/core';
import { HTTP } from '@cerbos/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlanAnswer } from '../../../src/ask/pdp/readPlanAnswer';
import type { Plan } from '../../../src/ask/types/Plan';
import { type Attributes, toAttributes } from '../../../src/base/value';
import { ABSENT } from '../../../src/identify/Principal';
import { type CerbosServer, startCerbos } from '../../../src/testing';
import { startTimeoutMs } from '../../setup/pdp';
import { translated } from './conditions';
import { docs, openPostgres, openSqlite } from './tables';

const principal = {
  id: 'u1',
  roles: ['user'],
  attr: {
    ...structuredClone(ABSENT),
    orgId: 'x',
    orgs: ['x', 'u1', '🚀'],
    perms: { x: true, B: false },
    byTeam: { x: 'admin', B: 'viewer', u1: 'admin' },
    many: ['x', 'y', 'z', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  },
};

/** Each condition alone, under `!`, and as a DENY rule over an open ALLOW. */
const forms = translated
  .flatMap((expr, at) => [
    { action: `alone${at}`, expr, rules: [rule(`alone${at}`, 'ALLOW', expr)] },
    { action: `not${at}`, expr: `!(${expr})`, rules: [rule(`not${at}`, 'ALLOW', `!(${expr})`)] },
    {
      action: `deny${at}`,
      expr: `DENY ${expr}`,
      rules: [rule(`deny${at}`, 'ALLOW'), rule(`deny${at}`, 'DENY', expr)],
    },
  ])
  // A PDP goes through all rules of a kind, so that many of them would be slow.
  .map((form, at) => ({ ...form, kind: `document${Math.floor(at / 30)}` }));

function rule(action: string, effect: 'ALLOW' | 'DENY', expr?: string): object {
  const condition = expr === undefined ? {} : { condition: { match: { expr } } };
  return { actions: [action], effect: `EFFECT_${effect}`, roles: ['*'], ...condition };
}

type CheckedAttributes = PdpPrincipal['attr'] & object;

// The client's type has lists that can be changed; it changes none.
const asked = structuredClone(principal) as unknown as PdpPrincipal;

let pdp: CerbosServer;
let folder: string;
let cerbos: HTTP;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clerk-cerbos-drizzle-'));
  for (const kind of new Set(forms.map((form) => form.kind))) {
    const policy = {
      apiVersion: 'api.cerbos.dev/v1',
      resourcePolicy: {
        resource: kind,
        version: 'default',
        rules: forms.filter((form) => form.kind === kind).flatMap((form) => form.rules),
      },
    };
    writeFileSync(join(folder, `${kind}.json`), JSON.stringify(policy));
  }
  pdp = await startCerbos({ policies: folder, startTimeoutMs });
  cerbos = new HTTP(pdp.httpUrl);
});
afterAll(async () => {
  await pdp.stop();
  rmSync(folder, { recursive: true });
});

async function planOf(kind: string, action: string): Promise<Plan> {
  const answer = await cerbos.planResources({ principal: asked, resource: { kind }, action });
  return readPlanAnswer(answer, { principal, resourceKind: 'document' });
}

const databases = { PostgreSQL: openPostgres, SQLite: openSqlite };
type Name = keyof typeof databases;
const names: readonly Name[] = ['PostgreSQL', 'SQLite'];
type Opened = Awaited<ReturnType<typeof openPostgres>> | Awaited<ReturnType<typeof openSqlite>>;

const opened = new Map<Name, Opened>();
const attributes = new Map<Name, ReadonlyMap<string, Attributes>>();
/** The ids that checks allow, by action. */
const allowed = new Map<string, Set<string>>();

function databaseOf(name: Name): Opened {
  const database = opened.get(name);
  if (database === undefined) throw new Error('The databases are there only while tests run.');
  return database;
}

beforeAll(async () => {
  for (const name of names) {
    const database = await databases[name]();
    opened.set(name, database);
    const loaded = await database.document
      // The one of SQLite is asked for at each load.
      .loader(name === 'SQLite' ? () => database.db : database.db)
      .loadMany([...docs.map(({ id }) => id), 'D1', 'nope']);
    attributes.set(
      name,
      new Map(Array.from(loaded, ([id, { attr }]) => [id, toAttributes(attr, 'attr')])),
    );
  }
  const resources = Array.from(attributes.get('PostgreSQL') ?? [], ([id, attr]) => ({
    id,
    // As above.
    attr: structuredClone(attr) as CheckedAttributes,
  }));
  for (const kind of new Set(forms.map((form) => form.kind))) {
    const actions = forms.filter((form) => form.kind === kind).map(({ action }) => action);
    const { results } = await cerbos.checkResources({
      principal: asked,
      resources: resources.map(({ id, attr }) => ({ resource: { kind, id, attr }, actions })),
    });
    for (const action of actions) {
      const found = results.filter((result) => result.isAllowed(action) === true);
      allowed.set(action, new Set(found.map(({ resource }) => resource.id)));
    }
  }
});
afterAll(async () => {
  for (const database of opened.values()) await database.close();
});

describe('the loader', () => {
  it('gives the same attributes from each database, and finds ids exactly', () => {
    const [postgres, sqlite] = names.map((name) => attributes.get(name));
    expect(postgres?.size).toBe(docs.length);
    const sorted = (attr: Attributes | undefined) =>
      JSON.stringify(attr, (_, value: unknown) =>
        Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : value,
      );
    for (const { id } of docs) expect(sorted(sqlite?.get(id))).toBe(sorted(postgres?.get(id)));
  });

  it('sends null for NULL, an empty list for no rows, and null for a row that is not there', () => {
    const empty = docs.findIndex(({ a, folderId }) => a === null && folderId === 'gone');
    expect(attributes.get('SQLite')?.get(`d${empty}`)).toMatchObject({ a: null, folder: null });
    const alone = docs.findIndex((_, at) => at % 8 === 0);
    expect(attributes.get('SQLite')?.get(`d${alone}`)).toMatchObject({
      sharedWith: [],
      shares: [],
    });
  });
});

describe.each(names)('a list on %s', (name) => {
  it('is what checks allow: never wider, and narrower only where a DENY rule can err', async () => {
    const { document, find } = databaseOf(name);
    const faults: string[] = [];
    const doubtful: string[] = [];
    for (const { kind, action, expr } of forms) {
      const plan = await planOf(kind, action);
      const listed = new Set((await find(document.where(plan))).map(({ id }) => id));
      const checked = allowed.get(action) ?? new Set();
      const wider = [...listed].filter((id) => !checked.has(id));
      const narrower = [...checked].filter((id) => !listed.has(id));
      if (wider.length > 0) faults.push(`${expr}: wider by ${wider.join(' ')}`);
      if (narrower.length === 0) continue;
      if (!action.startsWith('deny')) faults.push(`${expr}: narrower by ${narrower.join(' ')}`);
      // The planner drops both `!` of a DENY rule over a negation, so no plan tells of those.
      if (expr.startsWith('DENY !')) continue;
      // What is narrower must have been told beforehand.
      expect(() => document.where(plan, { onDoubt: 'refuse' }), expr).toThrow(/DENY rule/);
      doubtful.push(expr);
    }
    expect(faults).toEqual([]);
    expect(doubtful.length).toBeGreaterThan(5);
    // The guide says so.
    expect(doubtful).toContain('DENY R.attr.folder.level > 3');
    expect(doubtful).not.toContain('DENY R.attr.folder != null && R.attr.folder.level > 3');
  });
});
