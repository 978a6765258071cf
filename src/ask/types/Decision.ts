import type { Value } from '../../base/value';
import type { StepUp } from '../../base/wire';

/** What Cerbos says of one action. */
export type Effect = 'EFFECT_ALLOW' | 'EFFECT_DENY';

/** What a rule says beside its effect. */
export interface Output {
  readonly action: string;
  readonly source: string;
  readonly value: Value | undefined;
}

/** Why it was decided so, as the PDP reports it. */
export interface DecisionMetadata {
  readonly actions: Readonly<
    Record<string, { readonly matchedPolicy: string; readonly matchedScope: string } | undefined>
  >;
  readonly effectiveDerivedRoles: readonly string[];
}

/**
 * What may be done to one resource: the result of Cerbos' own SDK, where only an explicit allow
 * of an action that was asked counts as one.
 */
export interface Decision<Action extends string = string> {
  readonly resource: {
    readonly kind: string;
    readonly id: string;
    readonly policyVersion: string;
    readonly scope: string;
  };
  /** The effect on each action that was asked. */
  readonly actions: Readonly<Record<string, Effect>>;
  readonly outputs: readonly Output[];
  readonly validationErrors: readonly SchemaViolation[];
  /** Only where it was asked for, and in development. */
  readonly metadata: DecisionMetadata | undefined;
  /** The PDP's id of the call, as in its decision log; `""` if it was not asked. */
  readonly cerbosCallId: string;
  /** Does the resource exist? Only a loader can say no, and then everything is denied. */
  readonly found: boolean;
  /** What the policy demands before it would allow all that it denied. */
  readonly stepUp: StepUp | undefined;
  /** Was this action asked and explicitly allowed? */
  isAllowed(this: void, action: Action): boolean;
  /** Was every action that was asked explicitly allowed? */
  allAllowed: () => boolean;
  /** The actions that were asked and explicitly allowed. */
  allowedActions: () => Action[];
  /** The value of the first output of that source. */
  output: (source: string) => Value | undefined;
}

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
 * Only a conditional plan has a `condition`: look at `kind` first, or use `match`. There is no
 * `plan.condition ?? {}`, which would find everything where nothing is allowed.
 *
 * @see https://docs.cerbos.dev/cerbos/latest/api/index.html#resources-query-plan
 */
export type Plan =
  | (PlanBase & { readonly kind: 'KIND_ALWAYS_ALLOWED' | 'KIND_ALWAYS_DENIED' })
  | (PlanBase & { readonly kind: 'KIND_CONDITIONAL'; readonly condition: object });

/** A schema that the principal or the resource does not fit. */
export interface SchemaViolation {
  readonly path: string;
  readonly message: string;
  readonly source: string;
}
