import type { SchemaViolation } from './CerbosClient';

interface PlanBase {
  readonly cerbosCallId: string;
  readonly requestId: string;
  readonly validationErrors: readonly SchemaViolation[];
  /**
   * Turns the plan into a query. There is no way to leave out "none of them", which a query
   * without a filter would turn into "all of them".
   */
  match: <T>(cases: PlanCases<T>) => T;
}

/** What to do with each kind of {@link Plan}. */
export interface PlanCases<T> {
  /** All of them. */
  readonly allowed: () => T;
  /** None of them: return nothing, don't query. */
  readonly denied: () => T;
  /** Those that fit the condition. */
  readonly conditional: (condition: object) => T;
}

/**
 * Which resources of a kind an action is allowed on. `kind` and `condition` are those of Cerbos'
 * own SDK, so its query plan adapters take a plan as it is.
 *
 * @see https://docs.cerbos.dev/cerbos/latest/api/index.html#resources-query-plan
 */
export type Plan =
  | (PlanBase & { readonly kind: 'KIND_ALWAYS_ALLOWED'; readonly condition?: never })
  | (PlanBase & { readonly kind: 'KIND_ALWAYS_DENIED'; readonly condition?: never })
  | (PlanBase & { readonly kind: 'KIND_CONDITIONAL'; readonly condition: object });
