import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HTTP } from '@cerbos/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlanAnswer } from '../../../src/ask/pdp/readPlanAnswer';
import type { Plan } from '../../../src/ask/types/Plan';
import { toAttributes } from '../../../src/base/value';
import { ABSENT } from '../../../src/identify/Principal';
import { type CerbosServer, startCerbos } from '../../../src/testing';
import { startTimeoutMs } from '../../setup/pdp';
import { translated } from './conditions';
import { docs, openPostgres, openSqlite } from './tables';

const principal = {
  id: 'u1',
  roles: ['user'],
  attr: {
    ...ABSENT,
    orgId: 'x',
    orgs: ['x', 'u1', '🚀'],
    perms: { x: true, B: false },
    byTeam: { x: 'admin', B: 'viewer', u1: 'admin' },
    many: ['x', 'y', 'z', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  },
};

/** Each condition alone, under `!`, and as a DENY rule over an open ALLOW. */
const forms = translated.flatMap((expr, at) => [
  { action: `alone${at}`, expr, rule: [rule(`alone${at}`, 'ALLOW', expr)] },
  { action: `not${at}`, expr: `!(${expr})`, rule: [rule(`not${at}`, 'ALLOW', `!(${expr})`)] },
  {
    action: `deny${at}`,
    expr: `DENY ${expr}`,
    rule: [rule(`deny${at}`, 'ALLOW'), rule(`deny${at}`, 'DENY', expr)],
  },
]);

function rule(action: string, effect: 'ALLOW' | 'DENY', expr?: string): object {
  const condition = expr === undefined ? {} : { condition: { match: { expr } } };
  return { actions: [action], effect: `EFFECT_${effect}`, roles: ['*'], ...condition };
}

let pdp: CerbosServer;
let folder: string;
let cerbos: HTTP;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clerk-cerbos-drizzle-'));
  const policy = {
    apiVersion: 'api.cerbos.dev/v1',
    resourcePolicy: {
      resource: 'document',
      version: 'default',
      rules: forms.flatMap((form) => form.rule),
    },
  };
  writeFileSync(join(folder, 'document.json'), JSON.stringify(policy));
  pdp = await startCerbos({ policies: folder, startTimeoutMs });
  cerbos = new HTTP(pdp.httpUrl);
});
afterAll(async () => {
  await pdp.stop();
  rmSync(folder, { recursive: true });
});

async function planOf(action: string): Promise<Plan> {
  const answer = await cerbos.planResources({ principal, resource: { kind: 'document' }, action });
  return readPlanAnswer(answer, { principal, resourceKind: 'document' });
}

describe.each([
  ['PostgreSQL', openPostgres],
  ['SQLite', openSqlite],
] as const)('a list on %s', (_, open) => {
  let database: Awaited<ReturnType<typeof open>>;
  const allowed = new Map<string, Set<string>>();

  beforeAll(async () => {
    database = await open();
    const { loadMany } = database.document.loader(database.db);
    const loaded = await loadMany(docs.map(({ id }) => id));
    const actions = forms.map(({ action }) => action);
    for (const action of actions) allowed.set(action, new Set());
    const ids = [...loaded.keys()];
    expect(ids.length).toBe(docs.length);
    for (let at = 0; at < ids.length; at += 50) {
      for (let first = 0; first < actions.length; first += 40) {
        const { results } = await cerbos.checkResources({
          principal,
          resources: ids.slice(at, at + 50).map((id) => ({
            resource: { kind: 'document', id, attr: toAttributes(loaded.get(id)?.attr, 'attr') },
            actions: actions.slice(first, first + 40),
          })),
        });
        for (const { resource, actions: effects } of results) {
          for (const [action, effect] of Object.entries(effects)) {
            if (effect === 'EFFECT_ALLOW') allowed.get(action)?.add(resource.id);
          }
        }
      }
    }
  });
  afterAll(async () => {
    await database.close();
  });

  it('is what checks allow', async () => {
    const faults: string[] = [];
    for (const { action, expr } of forms) {
      try {
      const where = database.document.where(await planOf(action));
      const listed = new Set((await database.find(where)).map(({ id }) => id));
      const checked = allowed.get(action) ?? new Set();
      const wider = [...listed].filter((id) => !checked.has(id));
      const narrower = [...checked].filter((id) => !listed.has(id));
      if (wider.length > 0) faults.push(`${expr}: wider by ${wider.join(' ')}`);
      if (narrower.length > 0 && !action.startsWith('deny')) {
        faults.push(`${expr}: narrower by ${narrower.join(' ')}`);
      }
      } catch (error) { faults.push(expr + ': ' + String(error) + String(error.cause??'')); }
    }
    expect(faults).toEqual([]);
  });
});
