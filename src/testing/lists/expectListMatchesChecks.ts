import { AssertionError } from 'node:assert';
import {
  compareListWithChecks,
  type ListComparison,
  type ListMismatch,
} from './compareListWithChecks';
import type { ListExpectation, ListMapping } from './ListExpectation';

/**
 * Proves, for your own table and policies, that a list by `document.where(plan)` has exactly the
 * rows that checks allow. It lists for each caller and action, checks every row of the table in
 * batches of 50, and compares. Point it at a small table whose rows have all the oddities that
 * yours have: each column that may be NULL should be NULL once.
 *
 * @param document - the mapping of `clerk-cerbos/drizzle` or `clerk-cerbos/prisma`.
 * @returns how many rows and decisions were compared.
 * @throws AssertionError if a row is listed but denied, or allowed but not listed, with the ids; and
 * if nothing was proved, because the table is empty or no caller may do an action to any row.
 * UntranslatablePlanError if `where` refuses a plan.
 *
 * @example
 * ```ts
 * import type { Authorizer } from 'clerk-cerbos';
 * import { columns } from 'clerk-cerbos/drizzle';
 * import { expectListMatchesChecks } from 'clerk-cerbos/testing';
 * import { pgTable, text } from 'drizzle-orm/pg-core';
 * import type { PgliteDatabase } from 'drizzle-orm/pglite';
 *
 * const documents = pgTable('documents', {
 *   id: text('id').primaryKey(),
 *   ownerId: text('owner_id').notNull(),
 * });
 * const document = columns('document', { ownerId: documents.ownerId });
 *
 * export function proveDocuments(db: PgliteDatabase, authorizers: Authorizer[]) {
 *   return expectListMatchesChecks(document, {
 *     authorizers,
 *     actions: ['view', 'edit'],
 *     rows: (where) => db.select({ id: documents.id }).from(documents).where(where),
 *   });
 * }
 * ```
 */
export async function expectListMatchesChecks<Where>(
  document: ListMapping<Where>,
  { allowNarrower = false, ...questions }: ListExpectation<Where>,
): Promise<ListComparison> {
  const compared = await compareListWithChecks(document, questions);
  const { decisions, allowed, wider, narrower } = compared;
  const list = `The list of "${document.kind}"`;
  if (decisions === 0) {
    throw failure(
      `${list} was compared with no check, which proves nothing. Put rows into the table, and name at least one authorizer.`,
    );
  }
  const missing = allowNarrower ? [] : narrower;
  if (wider.length + missing.length > 0) {
    const parts = [
      `${list} differs from its checks in ${wider.length + missing.length} of ${decisions} decisions.`,
      ...section('Listed, but denied (a security fault)', wider),
      ...section('Allowed, but not listed', missing),
      `Make sure that the loader of "${document.kind}" is the mapping's own, and that \`rows\` uses \`where\` as it is.`,
    ];
    if (wider.length > 0) {
      parts.push(
        'With schema.enforcement: reject, the PDP denies every check of a row whose attributes break the schema, and no plan shows it. Give the table the constraints of the schema, and map no attribute or member that the schema does not have.',
      );
    }
    if (missing.length > 0) {
      parts.push(
        'A DENY rule lets a row through if its condition fails with an error, and a list then leaves that row out. Make the column NOT NULL, compare it with == or !=, or say allowNarrower: true.',
      );
    }
    throw failure(parts.join('\n'));
  }
  const never = actionsWithout(allowed);
  if (never.length > 0) {
    throw failure(
      `${list} was not proved for ${never.join(', ')}: none of these callers may do that to any row. Check the spelling, or add a row or a caller.`,
    );
  }
  return compared;
}

// A broken mapping can get every row wrong.
const shown = 10;

function section(title: string, mismatches: readonly ListMismatch[]): string[] {
  if (mismatches.length === 0) return [];
  const lines = mismatches
    .slice(0, shown)
    .map(({ id, action, principal }) => `  ${id}: "${action}" by ${principal}`);
  if (mismatches.length > shown) lines.push(`  and ${mismatches.length - shown} more.`);
  return [`${title}:`, ...lines];
}

function actionsWithout(allowed: ReadonlyMap<string, number>): string[] {
  return [...allowed].flatMap(([action, count]) => (count === 0 ? [`"${action}"`] : []));
}

function failure(message: string): AssertionError {
  return new AssertionError({ message, stackStartFn: expectListMatchesChecks });
}
