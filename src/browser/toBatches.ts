import type { Cell } from './Cell';

/** Cells of one resource. */
export type Check = readonly Cell[];

// The endpoint accepts no more in one request.
const MAX_CHECKS = 100;
const MAX_ACTIONS = 50;
// The server needs one call for each check of the same kind and id, and the endpoint accepts few.
const MAX_SAME = 4;

/** Groups cells into requests of checks. All actions on one resource are one check. */
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

/** The end of the resource's JSON, with its id and kind, because its members are in order. */
function namesOf([cell]: Check): string | undefined {
  return cell?.question.resource.replace(/.*"id":/s, '');
}
