import { allOf, anyOf, type Condition, type Rail } from '../lists/Backend';
import type { Field } from './Schema';

/** A `where` of Prisma, of any model. */
export interface Where {
  readonly [name: string]: unknown;
}

/** The conditions under which an expression is true, false, or an error. */
export type Rails = Readonly<Record<Rail, Condition<Where>>>;

export const logic = {
  and: (conditions: readonly Where[]): Where => ({ AND: [...conditions] }),
  or: (conditions: readonly Where[]): Where => ({ OR: [...conditions] }),
};

export function all(...conditions: readonly Condition<Where>[]): Condition<Where> {
  return allOf(conditions, logic);
}

export function any(...conditions: readonly Condition<Where>[]): Condition<Where> {
  return anyOf(conditions, logic);
}

/** An error for every row. */
export const ERRS: Rails = { true: false, false: false, error: true };

/** A condition on one field. */
export function on({ name }: Field, filter: unknown): Where {
  return { [name]: filter };
}

/** Prisma refuses to look for null in a field that can't be null. */
export function isNull(field: Field): Condition<Where> {
  return field.isOptional && on(field, { equals: null });
}

export function isNotNull(field: Field): Condition<Where> {
  return !field.isOptional || on(field, { not: null });
}

/**
 * Is there such a row? Of `is: null`, Prisma reads the key only, which may be of a row that is gone.
 */
export function isThere(relation: Field): Condition<Where> {
  return !relation.isOptional || on(relation, { is: {} });
}

export function isAbsent(relation: Field): Condition<Where> {
  return relation.isOptional && on(relation, { isNot: {} });
}

/** A condition on the row that relations of one row lead to. */
function throughParents(parents: readonly Field[], condition: Condition<Where>): Condition<Where> {
  return parents.reduceRight<Condition<Where>>((inner, relation) => {
    if (inner === false) return false;
    if (inner === true) return isThere(relation);
    return on(relation, { is: inner });
  }, condition);
}

/** Where one of those rows is absent, reading it is an error. */
export function railsThrough(parents: readonly Field[], rails: Rails): Rails {
  const absent = parents.reduceRight<Condition<Where>>(
    (inner, relation) => any(isAbsent(relation), throughParents([relation], inner)),
    false,
  );
  return {
    true: throughParents(parents, rails.true),
    false: throughParents(parents, rails.false),
    error: any(absent, throughParents(parents, rails.error)),
  };
}

/** The rails of `exists` over rows, by those of its body. */
export function railsOfSome(relation: Field, body: Rails): Rails {
  const some = (condition: Condition<Where>): Condition<Where> =>
    condition !== false && on(relation, { some: condition === true ? {} : condition });
  const none = (condition: Condition<Where>): Condition<Where> =>
    condition === false || on(relation, { none: condition === true ? {} : condition });
  return {
    true: some(body.true),
    false: none(any(body.true, body.error)),
    error: all(none(body.true), some(body.error)),
  };
}
