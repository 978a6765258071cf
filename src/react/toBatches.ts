import type { Cell } from './Cell';

/** Cells of one resource. */
export type Check = readonly Cell[];

// What one request may hold; the endpoint takes no more.
const MAX_CHECKS = 100;
const MAX_ACTIONS = 50;

/** Cells as requests of checks: the actions on one resource are one check. */
export function toBatches(cells: readonly Cell[]): Check[][] {
  const batches: Check[][] = [];
  const checks = new Map<string, Cell[]>();
  let batch: Check[] | undefined;
  for (const cell of cells) {
    let check = checks.get(cell.question.resource);
    if (!check || check.length === MAX_ACTIONS) {
      check = [];
      checks.set(cell.question.resource, check);
      if (!batch || batch.length === MAX_CHECKS) {
        batch = [];
        batches.push(batch);
      }
      batch.push(check);
    }
    check.push(cell);
  }
  return batches;
}
