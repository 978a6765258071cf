import { type Plan, PlanKind } from '../../ask/types/Plan';
import type { Principal } from '../../identify/Principal';
import type { ListAuthorizer, ListExpectation, ListMapping } from './ListExpectation';

/** A row on which a list and a check do not agree. */
export interface ListMismatch {
  readonly id: string;
  readonly action: string;
  readonly principal: string;
}

/** What came out of a comparison. */
export interface ListComparison {
  /** How many rows the table has. */
  readonly rows: number;
  /** How many rows were checked: rows × actions × callers. */
  readonly decisions: number;
  /** How many of them each action allowed. */
  readonly allowed: ReadonlyMap<string, number>;
  /** Listed, but denied by the check. */
  readonly wider: readonly ListMismatch[];
  /** Allowed by the check, but not listed. */
  readonly narrower: readonly ListMismatch[];
}

// As many as one call to the PDP takes by default.
const batchSize = 50;

/** Lists by plans, checks every row of the table, and compares. */
export async function compareListWithChecks<Where>(
  { kind, where }: ListMapping<Where>,
  { authorizers, actions, rows, resource }: Omit<ListExpectation<Where>, 'allowNarrower'>,
): Promise<ListComparison> {
  const wider: ListMismatch[] = [];
  const narrower: ListMismatch[] = [];
  const allowed = new Map(actions.map((action) => [action, 0]));
  const idsFor = async (plan: Plan) =>
    new Set((await rows(where(plan))).map(({ id }) => String(id)));
  let ids: string[] = [];
  for (const authorizer of authorizers) {
    const { principal } = authorizer;
    const listed = new Map<string, Set<string>>();
    for (const action of actions) {
      const plan = await planFor(authorizer, { resource: { ...resource, kind }, action });
      listed.set(action, await idsFor(plan));
    }
    ids = [...(await idsFor(everything(kind, principal)))];
    for (let start = 0; start < ids.length; start += batchSize) {
      const batch = ids.slice(start, start + batchSize);
      const question = { resources: batch.map((id) => ({ resource: { kind, id }, actions })) };
      // As in planFor.
      const decisions = await authorizer.checkResources(question as never);
      decisions.forEach(({ isAllowed }, index) => {
        const id = batch[index] ?? '';
        for (const action of actions) {
          const isListed = listed.get(action)?.has(id) === true;
          const mismatch = { id, action, principal: principal.id };
          // As in planFor.
          if (isAllowed(action as never)) {
            allowed.set(action, (allowed.get(action) ?? 0) + 1);
            if (!isListed) narrower.push(mismatch);
          } else if (isListed) {
            wider.push(mismatch);
          }
        }
      });
    }
  }
  const decisions = ids.length * actions.length * authorizers.length;
  return { rows: ids.length, decisions, allowed, wider, narrower };
}

/** Asks for a plan. */
export function planFor(
  { planResources }: ListAuthorizer,
  question: { readonly resource: { readonly kind: string }; readonly action: string },
): Promise<Plan> {
  // The types of an authorizer only know the kinds and actions of its app; it takes any.
  return planResources(question as never);
}

/** The plan with which a list has every row. */
function everything(resourceKind: string, principal: Principal): Plan {
  return {
    kind: PlanKind.ALWAYS_ALLOWED,
    resourceKind,
    principal,
    cerbosCallId: '',
    requestId: '',
    validationErrors: [],
    metadata: undefined,
    match: ({ allowed }) => allowed(),
  };
}
