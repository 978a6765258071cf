import { whenFetched } from '../base/createBatcher';
import { getOrCreate, type PromiseCache, type Stopper } from '../base/withDeadline';
import { createDecision, warnOfNoMatch } from './decide';
import { askPlan, type Planned } from './pdp/askPlan';
import { type Checks, type ChecksCall, resultOf } from './pdp/createChecks';
import type { ParsedResource } from './types/Question';

type PlanQuery = Omit<ParsedResource, 'id'>;

/** A plan, and whether it was known before the question. */
export interface AskedPlan extends Planned {
  readonly fromMemory: boolean;
}

/** Asks the PDP for plans, for each question once, and remembers them. */
export interface Plans {
  ask: (query: PlanQuery, actions: readonly string[], stopper: Stopper) => Promise<AskedPlan>;
  forget: () => void;
}

/** Makes the plans of one principal. */
export function createPlans(call: ChecksCall, checks: Checks, includeMetadata: boolean): Plans {
  let asked: PromiseCache<Planned> = new Map();
  let known = new Set<string>();

  const makePlan = async (query: PlanQuery, actions: readonly string[], signal: Stopper) => {
    signal.waitingFor(() => 'the PDP');
    const planned = await askPlan({ ...call, includeMetadata, signal }, query, actions);
    // The PDP sends this text only with metadata, which is asked for in development.
    if (planned.plan.metadata?.conditionString === 'NO_MATCH') {
      await warnOfUnknownKind(call, checks, query, actions, signal);
    }
    return planned;
  };

  return {
    async ask(query, actions, stopper) {
      const key = keyOf(query, actions);
      const [fromMemory, knownNow] = [known.has(key), known];
      const make = (own: Stopper) => makePlan(query, actions, own);
      const planned = await getOrCreate(asked, key, make, stopper);
      knownNow.add(key);
      return { ...planned, fromMemory };
    },
    forget() {
      asked = new Map();
      known = new Set();
    },
  };
}

/** Everything that a plan depends on; JSON keeps its parts apart. */
function keyOf(query: PlanQuery, actions: readonly string[]): string {
  const { kind, policyVersion = '', scope = '', attr = {} } = query;
  return JSON.stringify([kind, policyVersion, scope, attr, actions]);
}

/**
 * That no rule matched may also be because of the caller's roles. Only a check tells that no policy
 * is about the kind, so in development one is asked. It is only for a warning, so it fails nothing.
 */
async function warnOfUnknownKind(
  { principal }: ChecksCall,
  checks: Checks,
  query: PlanQuery,
  actions: readonly string[],
  stopper: Stopper,
): Promise<void> {
  const resource = { ...query, id: 'plan', attr: query.attr ?? {} };
  try {
    const check = checks.ask({ resource, actions }, true);
    await whenFetched(check.entries, stopper);
    const question = { resource, actions };
    warnOfNoMatch(createDecision(principal, question, resultOf(check).verified));
  } catch {
    return;
  }
}
