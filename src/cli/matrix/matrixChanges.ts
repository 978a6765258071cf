import { paint } from '../terminal/paint';
import { printableLine } from '../terminal/printable';
import type { Answer, Matrix } from './Matrix';

/** What the file says, and what the policies say now. */
interface Change {
  readonly resource: string;
  readonly person: string;
  readonly action: string;
  readonly before: Answer | undefined;
  readonly after: Answer | undefined;
}

/** The answers that differ, in the order of the matrix that is there now. */
export function matrixChanges(before: Matrix, after: Matrix): Change[] {
  const old = answersOf(before);
  const now = answersOf(after);
  return [...new Map([...now, ...old]).keys()].flatMap((key) => {
    const known = old.get(key);
    const found = now.get(key);
    const cell = found ?? known;
    if (cell === undefined || known?.answer === found?.answer) return [];
    const { resource, person, action } = cell;
    return [{ resource, person, action, before: known?.answer, after: found?.answer }];
  });
}

interface Cell {
  readonly resource: string;
  readonly person: string;
  readonly action: string;
  readonly answer: Answer;
}

function answersOf(matrix: Matrix): Map<string, Cell> {
  return new Map(
    matrix.flatMap(({ kind, name, actions, rows }) =>
      rows.flatMap(({ person, answers }) =>
        answers.map((answer, index): [string, Cell] => {
          const action = actions[index] ?? '';
          const key = JSON.stringify([kind, name, person, action]);
          return [key, { resource: `${kind}: ${name}`, person, action, answer }];
        }),
      ),
    ),
  );
}

/** The changes in words, one line per person and effect, grouped by resource. */
export function changeLines(changes: readonly Change[]): string[] {
  return groupBy(changes, ({ resource }) => resource).flatMap(([resource, ofResource]) => [
    '',
    paint.strong(printableLine(resource)),
    ...groupBy(ofResource, sentence).map(
      ([start, same]) => `  ${start} ${same.map(({ action }) => printableLine(action)).join(', ')}`,
    ),
  ]);
}

function sentence({ person, before, after }: Change): string {
  const name = printableLine(person);
  if (after === undefined) return `${paint.quiet('×')} ${name} is not asked any more about`;
  const isNew = before === undefined ? '(new) ' : '';
  // A new right is what a reviewer must not miss.
  if (after === 'yes') return `${paint.warning('+')} ${name} ${isNew}may now`;
  if (after === 'no')
    return `${paint.quiet('-')} ${name} ${isNew === '' ? 'may no longer' : '(new) may not'}`;
  return before === 'yes'
    ? `${paint.quiet('~')} ${name} must now verify again to`
    : `${paint.warning('+')} ${name} ${isNew}may now, after verifying again,`;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups];
}
