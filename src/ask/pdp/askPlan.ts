import type { Plan } from '../types/Plan';
import type { ParsedResource } from '../types/Question';
import { callPdp, type PdpCall } from './callPdp';
import { clientQuery, clientRequest } from './clientResource';
import { readPlanAnswer } from './readPlanAnswer';

/** A plan, and the call that made it. */
export interface Planned {
  readonly plan: Plan;
  /** The address of the PDP; `''` if its client has none. */
  readonly pdp: string;
  readonly durationMs: number;
}

/**
 * Asks the PDP for a plan.
 *
 * @throws UnavailableError if the answer is missing or can't be understood.
 */
export async function askPlan(
  call: PdpCall,
  query: Omit<ParsedResource, 'id'>,
  actions: readonly string[],
): Promise<Planned> {
  const resource = clientQuery(query);
  const [action] = actions;
  const start = performance.now();
  const { answer, pdp } = await callPdp(call, (cerbos, head, options) =>
    cerbos.planResources(
      // Older PDPs and SDKs accept one action only.
      action !== undefined && actions.length === 1
        ? clientRequest(head, { resource, action })
        : clientRequest(head, { resource, actions: [...actions] }),
      options,
    ),
  );
  const { principal } = call;
  const plan = readPlanAnswer(answer, { principal, resourceKind: query.kind });
  return { plan, pdp, durationMs: performance.now() - start };
}
