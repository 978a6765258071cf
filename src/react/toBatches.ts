import type { Cell } from './Cell';
import type { AnyResource } from './Question';

/** Cells of one resource. */
export type Check = readonly Cell[];

// What one request may hold; the endpoint takes no more.
const MAX_CHECKS = 100;
const MAX_ACTIONS = 50;
// Each of one kind and id takes the server a call of its own, and the endpoint takes few.
const MAX_SAME = 4;

/** Cells as requests of checks: the actions on one resource are one check. */
export function toBatches(cells: readonly Cell[]): Check[][] {
  const batches: { readonly checks: Check[]; readonly same: Map<string, number> }[] = [];
  const checks = new Map<string, Cell[]>();
  for (const cell of cells) {
    const { resource } = cell.question;
    let check = checks.get(resource);
    if (!check || check.length === MAX_ACTIONS) {
      check = [];
      checks.set(resource, check);
      // `encodeQuestions` wrote it.
      const { kind, id } = JSON.parse(resource) as AnyResource;
      const name = JSON.stringify([kind, id]);
      let batch = batches.find(
        (other) => other.checks.length < MAX_CHECKS && (other.same.get(name) ?? 0) < MAX_SAME,
      );
      if (!batch) batches.push((batch = { checks: [], same: new Map() }));
      batch.checks.push(check);
      batch.same.set(name, (batch.same.get(name) ?? 0) + 1);
    }
    check.push(cell);
  }
  return batches.map((batch) => batch.checks);
}
