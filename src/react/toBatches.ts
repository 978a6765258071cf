import type { Cell } from './Cell';

/** Cells of one resource. */
export type Check = readonly Cell[];

// What one request may hold; the endpoint takes no more.
const MAX_CHECKS = 100;
const MAX_ACTIONS = 50;
// Each of one kind and id takes the server a call of its own, and the endpoint takes few.
const MAX_SAME = 4;

/** Cells as requests of checks: the actions on one resource are one check. */
export function toBatches(cells: readonly Cell[]): Check[][] {
  const batches: Check[][] = [];
  const checks = new Map<string, Cell[]>();
  for (const cell of cells) {
    const { resource } = cell.question;
    const check = checks.get(resource);
    if (check && check.length < MAX_ACTIONS) check.push(cell);
    else {
      const fresh = [cell];
      checks.set(resource, fresh);
      const name = namesOf(fresh);
      const batch = batches.find(
        (others) =>
          others.length < MAX_CHECKS &&
          others.filter((other) => namesOf(other) === name).length < MAX_SAME,
      );
      if (batch) batch.push(fresh);
      else batches.push([fresh]);
    }
  }
  return batches;
}

/** Its id and kind, as they end the JSON of a resource, whose members are in order. */
function namesOf([cell]: Check): string | undefined {
  return cell?.question.resource.replace(/.*"id":/s, '');
}
