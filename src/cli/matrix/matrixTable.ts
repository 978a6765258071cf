import { paint } from '../terminal/paint';
import { printableLine } from '../terminal/printable';
import { type Answer, legend, type Matrix, marks } from './Matrix';

const colors: Readonly<Record<Answer, (text: string) => string>> = {
  yes: paint.good,
  no: paint.quiet,
  verify: paint.warning,
};

/** The matrix as a table per resource, for a terminal. */
export function matrixTable(matrix: Matrix): string {
  const people = matrix.flatMap(({ rows }) =>
    rows.map(({ person }) => printableLine(person).length),
  );
  const width = Math.max(...people);
  const tables = matrix.map(({ kind, name, actions, rows }) => {
    const heads = actions.map(printableLine);
    const body = rows.map(({ person, answers }) => {
      const cells = answers.map((answer, index) =>
        colors[answer](marks[answer].mark.padEnd(heads[index]?.length ?? 0)),
      );
      return ['', printableLine(person).padEnd(width), ...cells].join('  ').trimEnd();
    });
    return [
      paint.strong(printableLine(`${kind}: ${name}`)),
      paint.quiet(['', ' '.repeat(width), ...heads].join('  ')),
      ...body,
    ].join('\n');
  });
  return [...tables, paint.quiet(legend)].join('\n\n');
}
