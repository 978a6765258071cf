import { CommandError } from '../CommandError';
import { type Answer, legend, type Matrix, marks, type ResourceMatrix } from './Matrix';

/** The matrix as Markdown, with tables as formatters leave them: it is made to be committed. */
export function matrixMarkdown(matrix: Matrix): string {
  const parts = matrix.map(
    ({ kind, name, actions, rows }) =>
      `## ${escape(kind)}: ${escape(name)}\n\n${table([
        ['', ...actions.map(escape)],
        ...rows.map(({ person, answers }) => [
          escape(person),
          ...answers.map((answer) => marks[answer].mark),
        ]),
      ])}`,
  );
  return `<!-- Written by \`npx clerk-cerbos matrix\`. Change a policy, then run it again. -->\n\n# Who may do what\n\n${legend}\n\n${parts.join('\n\n')}\n`;
}

function table(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows;
  const widths = head.map((_, column) =>
    Math.max(3, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(head), rule, ...rows.slice(1).map(line)].join('\n');
}

/** Names come from files that people write. `|` would end a cell, and `<` could begin HTML. */
function escape(name: string): string {
  return name.replace(/[\r\n]+/g, ' ').replace(/[\\|<>&*[\]`]/g, '\\$&');
}

function unescape(cell: string): string {
  return cell.replace(/\\([^\w\s])/g, '$1');
}

/**
 * Reads what {@link matrixMarkdown} wrote, also after a formatter.
 *
 * @throws CommandError if the text is something else.
 */
export function readMatrixMarkdown(text: string, file: string): Matrix {
  const [, ...sections] = text.split(/^## /m);
  const matrix = sections.map((section) => readSection(section, file));
  if (matrix.length === 0 || matrix.some(({ actions }) => actions.length === 0)) {
    throw unreadable(file, 'has no matrix');
  }
  return matrix;
}

function readSection(section: string, file: string): ResourceMatrix {
  const [heading = '', ...lines] = section.split(/\r?\n/);
  const [kind = '', ...name] = heading.trim().split(': ');
  const [head = [], , ...rows] = lines.filter((line) => line.startsWith('|')).map(cellsOf);
  return {
    kind: unescape(kind),
    name: unescape(name.join(': ')),
    actions: head.slice(1).map(unescape),
    rows: rows.map(([person = '', ...cells]) => ({
      person: unescape(person),
      answers: cells.map((cell) => toAnswer(cell, file)),
    })),
  };
}

function toAnswer(cell: string, file: string): Answer {
  for (const [answer, { mark }] of Object.entries(marks)) {
    // The keys of `marks` are the answers.
    if (cell === mark) return answer as Answer;
  }
  throw unreadable(file, `has the mark "${cell}", which is not one of the matrix`);
}

function unreadable(file: string, what: string): CommandError {
  return new CommandError(`${file} ${what}. Write it: npx clerk-cerbos matrix --out ${file}.`);
}

function cellsOf(line: string): string[] {
  return line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}
