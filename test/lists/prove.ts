import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GRPC } from '@cerbos/grpc';
import { type ClerkAuth, createClerkCerbos, type Plan } from '../../src';
import { startCerbos } from '../../src/testing';
import type { ListMismatch } from '../../src/testing/lists/compareListWithChecks';
import type { ListAuthorizer } from '../../src/testing/lists/ListExpectation';
import { startTimeoutMs } from '../setup/pdp';
import { compareTranslated } from './compareTranslated';
import { actionOf, isExact, type RuleSet, toPolicy } from './rules';
import type { ThingStore } from './stores';

/** What came out for one database. */
export interface Proof {
  readonly store: string;
  /** Callers × rule sets that became a query. */
  readonly plans: number;
  readonly decisions: number;
  readonly allowed: number;
  /** Rule sets that the mapping refuses, and why. */
  readonly refused: ReadonlyMap<RuleSet, string>;
  /** Shown, but denied: a security fault. */
  readonly wider: readonly string[];
  /** Allowed, but not shown, by rules whose plan says everything. */
  readonly narrower: readonly string[];
  /** Allowed, but not shown, by rules whose plan can't tell an error from `false`. */
  readonly doubtful: number;
}

const session: ClerkAuth = {
  tokenType: 'session_token',
  isAuthenticated: true,
  userId: 'u1',
  sessionId: 's1',
  sessionStatus: 'active',
  sessionClaims: {},
  orgId: 'o1',
  orgRole: 'org:member',
};
const callers: readonly ClerkAuth[] = [
  session,
  { ...session, userId: 'u2', orgId: null, orgRole: null },
];

/** What the conditions read of a caller; `nope` is missing. */
const attributesOf = ({ userId }: ClerkAuth) => ({
  level: 3,
  nul: null,
  moment: '2026-03-01T00:00:00.000Z',
  moments: ['2026-03-01T00:00:00.000Z'],
  noDay: '2026-02-30T00:00:00Z',
  name: 'Ada',
  orgs: userId === 'u1' ? ['o1', 'o2'] : [],
  perms: { p1: true, x: true, y: false, '': 'yes' },
  byTeam: { t1: 'admin', t2: 'viewer', x: 'admin', y: 'viewer' },
  weights: { admin: 1 },
  rolesByTeam: { x: ['viewer', 'admin'], y: ['viewer'], '': 5 },
  many: ['x', 'y', '', '%', 'o1', 'é', 'f', 'g', 'h', 'i', 'j'],
});

/** Plans every rule set for every caller at a real PDP, lists by the plans, and checks every row. */
export async function prove<Where>(
  ruleSets: readonly RuleSet[],
  stores: readonly ThingStore<Where>[],
): Promise<Proof[]> {
  const folder = await mkdtemp(join(tmpdir(), 'clerk-cerbos-lists-'));
  try {
    await writeFile(join(folder, 'thing.json'), toPolicy('thing', ruleSets));
    await using pdp = await startCerbos({ policies: folder, startTimeoutMs });
    const cerbos = new GRPC(pdp.grpcTarget, { tls: false });
    const proofs: Proof[] = [];
    // The plans of all databases are the same.
    const plans = new Map<string, Promise<Plan>>();
    for (const store of stores) proofs.push(await proveIn(store, { ruleSets, cerbos, plans }));
    cerbos.close();
    return proofs;
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface PlanQuestion {
  readonly resource: { readonly kind: string };
  readonly action: string;
}

interface Questions {
  readonly ruleSets: readonly RuleSet[];
  readonly cerbos: GRPC;
  readonly plans: Map<string, Promise<Plan>>;
}

async function proveIn<Where>(
  { name, mapping, loader, rows }: ThingStore<Where>,
  { ruleSets, cerbos, plans }: Questions,
): Promise<Proof> {
  const app = createClerkCerbos({
    cerbos,
    // One call has all actions of 50 rows.
    timeoutMs: 300_000,
    resources: { thing: loader },
    principal: { attr: ({ auth }) => attributesOf(auth) },
  });
  const refused = new Map<RuleSet, string>();
  const actions = [...ruleSets.keys()].map(actionOf);
  let [planned, decisions, allowed] = [0, 0, 0];
  const wider: ListMismatch[] = [];
  const narrower: ListMismatch[] = [];
  for (const auth of callers) {
    const { principal, planResources, checkResources } = await app.authorizer(auth);
    const authorizer: ListAuthorizer = {
      principal,
      checkResources,
      planResources(question: PlanQuestion) {
        const key = `${question.action} ${principal.id}`;
        const plan = plans.get(key) ?? planResources(question);
        plans.set(key, plan);
        return plan;
      },
    };
    const compared = await compareTranslated({ mapping, rows }, authorizer, actions);
    for (const [action, { message }] of compared.refused) {
      refused.set(rulesOf(action, ruleSets), message);
    }
    planned += actions.length - compared.refused.size;
    decisions += compared.decisions;
    for (const count of compared.allowed.values()) allowed += count;
    wider.push(...compared.wider);
    narrower.push(...compared.narrower);
  }
  const exact = narrower.filter(({ action }) => isExact(rulesOf(action, ruleSets)));
  return {
    store: name,
    plans: planned,
    decisions,
    allowed,
    refused,
    wider: described(wider, ruleSets),
    narrower: described(exact, ruleSets),
    doubtful: narrower.length - exact.length,
  };
}

function rulesOf(action: string, ruleSets: readonly RuleSet[]): RuleSet {
  const rules = ruleSets[Number(action.replace('action_', ''))];
  if (rules === undefined) throw new Error(`There is no ${action}.`);
  return rules;
}

/** The simplest rules first, each with the first of its rows. */
function described(mismatches: readonly ListMismatch[], ruleSets: readonly RuleSet[]): string[] {
  const lines = new Map<string, string>();
  for (const { action, id, principal } of mismatches) {
    const rules = JSON.stringify(rulesOf(action, ruleSets));
    if (!lines.has(rules)) lines.set(rules, `${rules}: ${id} for ${principal}`);
  }
  return [...lines.values()].sort((one, other) => one.length - other.length);
}
