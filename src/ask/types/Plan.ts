import type { Principal } from '../../identify/Principal';
import type { ClientValue } from './CerbosClient';
import type { SchemaViolation } from './Decision';

// TypeScript takes an enum for another one of the same name with the same members, and no other type
// for it. So a plan has Cerbos' own type, without an import that every app would need to install.

/**
 * The kinds of a {@link Plan}, as in Cerbos' own SDK.
 *
 * @example
 * ```ts
 * import { type Plan, PlanKind } from 'clerk-cerbos';
 *
 * export const showsNothing = (plan: Plan) => plan.kind === PlanKind.ALWAYS_DENIED;
 * ```
 */
export enum PlanKind {
  ALWAYS_ALLOWED = 'KIND_ALWAYS_ALLOWED',
  ALWAYS_DENIED = 'KIND_ALWAYS_DENIED',
  CONDITIONAL = 'KIND_CONDITIONAL',
}

/** What does not match its schema: the principal or the resource. */
export enum ValidationErrorSource {
  PRINCIPAL = 'SOURCE_PRINCIPAL',
  RESOURCE = 'SOURCE_RESOURCE',
}

/**
 * A node of a plan's condition: an operator and its operands, a variable such as
 * `request.resource.attr.ownerId`, or a value.
 */
export type PlanOperand =
  | { readonly operator: string; readonly operands: PlanOperand[] }
  | { readonly name: string }
  | { readonly value: ClientValue };

/** What the PDP says about a plan in development. */
export interface PlanMetadata {
  /** The condition as text; `NO_MATCH` if no rule is about the question. */
  readonly conditionString: string;
  readonly matchedScope: string;
  readonly matchedScopes: Record<string, string>;
}

interface PlanBase {
  readonly cerbosCallId: string;
  readonly requestId: string;
  readonly validationErrors: (SchemaViolation & { readonly source: ValidationErrorSource })[];
  /** Present in development. Not enumerable: it may quote attributes. */
  readonly metadata: PlanMetadata | undefined;
  /** Whom the plan is for. Not enumerable: logs, JSON and copies of the plan do not contain it. */
  readonly principal: Principal;
  /** The kind of resources that the plan is about. Not enumerable. */
  readonly resourceKind: string;
  /**
   * Turns the plan into a query. All three cases are required, because a query without a filter
   * would find everything where nothing is allowed.
   */
  match: <T>(cases: PlanCases<T>) => T;
}

/** What to do for each kind of {@link Plan}. */
export interface PlanCases<T> {
  /** Every resource is allowed. */
  readonly allowed: () => T;
  /** No resource is allowed: return an empty list without a query. */
  readonly denied: () => T;
  /** The resources that match the condition are allowed. */
  readonly conditional: (condition: PlanOperand) => T;
}

/**
 * The resources of a kind for which an action is allowed. It has the type of an answer of Cerbos'
 * own SDK, so its query plan adapters take it.
 *
 * Only a conditional plan has a `condition`: read `kind` first, or use `match`. Reading
 * `plan.condition` of another plan throws if nothing is allowed, because `plan.condition ?? {}`
 * would find everything.
 *
 * @see https://docs.cerbos.dev/cerbos/latest/api/index.html#resources-query-plan
 */
export type Plan =
  | (PlanBase & { readonly kind: PlanKind.ALWAYS_ALLOWED | PlanKind.ALWAYS_DENIED })
  | (PlanBase & {
      readonly kind: PlanKind.CONDITIONAL;
      /** Not enumerable: the PDP has written attributes of the principal into it. */
      readonly condition: PlanOperand;
    });
