import type { Expression } from './Expression';

/**
 * What a condition of the database says of an expression. SQL's NULL and a policy's error are not
 * the same: so each rail is a condition of its own, which holds only where the policy says so, and
 * no database ever negates one.
 */
export type Rail = 'true' | 'false' | 'error';

/** A condition of the database, or one that holds for every row or for none. */
export type Condition<C extends object> = C | boolean;

/** Why a row may make an expression an error in place of true or false. */
export interface Doubt {
  readonly attribute: string;
  readonly operator: string;
}

/** What differs between databases. It is made for one place in the condition: one row, or one item of a loop. */
export interface Backend<C extends object> {
  /** Holds where all of them hold. Never empty. */
  readonly and: (conditions: readonly C[]) => C;
  /** Holds where one of them holds. Never empty. */
  readonly or: (conditions: readonly C[]) => C;
  /**
   * What is no `and`, `or`, `not`, `if`, `ne` and no value: a comparison, a function of text, a loop,
   * or an attribute that stands for itself.
   *
   * @throws UntranslatablePlanError if there is no exact condition.
   */
  readonly leaf: (expression: Expression, rail: Rail) => Condition<C>;
  /** Why a leaf may be an error; of a loop, only its list. `undefined` if it can't be. */
  readonly doubtOf: (leaf: Expression) => Doubt | undefined;
  /** The same for the items of a list. */
  readonly inside: (list: Expression, variable: string) => Backend<C>;
}

/** Joins conditions; those that hold for every row, or for none, disappear. */
export function allOf<C extends object>(
  conditions: readonly Condition<C>[],
  { and }: Pick<Backend<C>, 'and'>,
): Condition<C> {
  if (conditions.includes(false)) return false;
  const parts = conditions.filter(isPart);
  const [only] = parts;
  if (only === undefined) return true;
  return parts.length === 1 ? only : and(parts);
}

/** Like {@link allOf}, for one of them. */
export function anyOf<C extends object>(
  conditions: readonly Condition<C>[],
  { or }: Pick<Backend<C>, 'or'>,
): Condition<C> {
  if (conditions.includes(true)) return true;
  const parts = conditions.filter(isPart);
  const [only] = parts;
  if (only === undefined) return false;
  return parts.length === 1 ? only : or(parts);
}

function isPart<C extends object>(condition: Condition<C>): condition is C {
  return typeof condition !== 'boolean';
}
