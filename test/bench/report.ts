import { type Figure, isMet } from './Figure';

type Paint = (text: string, good: boolean) => string;

const digits: Readonly<Record<string, number>> = {
  '×': 2,
  µs: 1,
  ms: 1,
  kB: 1,
  bytes: 1,
  calls: 0,
};

/** A figure, and its unit. */
function amount({ value, unit }: Pick<Figure, 'value' | 'unit'>): string {
  const number = value.toFixed(digits[unit] ?? 2);
  return unit === '×' ? `${number}×` : `${number} ${unit}`;
}

function targetText({ target, unit }: Figure): string {
  if (target === undefined) return '';
  return 'atMost' in target
    ? `≤ ${amount({ value: target.atMost, unit })}`
    : `≥ ${amount({ value: target.atLeast, unit })}`;
}

function cells(figure: Figure): [name: string, of: string, value: string, target: string] {
  return [figure.name, figure.of, amount(figure), targetText(figure)];
}

/** The figures in aligned columns, for a terminal or a pipe. */
export function textTable(figures: readonly Figure[], paint: Paint): string {
  const rows = figures.map((figure) => ({ figure, row: cells(figure) }));
  const width = (column: 0 | 1 | 2) => Math.max(...rows.map(({ row }) => row[column].length));
  return rows
    .map(({ figure, row: [name, of, value, target] }) => {
      const mark = figure.target === undefined ? ' ' : isMet(figure) ? '✓' : '✗';
      const text = [
        mark,
        name.padEnd(width(0)),
        of.padEnd(width(1)),
        value.padStart(width(2)),
        target,
      ];
      return paint(text.join('  ').trimEnd(), isMet(figure));
    })
    .join('\n');
}

/** The same as a table of Markdown. */
export function markdownTable(figures: readonly Figure[]): string {
  const head = ['| what | of | measured | target | met |', '| --- | --- | ---: | ---: | --- |'];
  const rows = figures.map((figure) => {
    const met = figure.target === undefined ? '' : isMet(figure) ? 'yes' : '**no**';
    return `| ${[...cells(figure), met].join(' | ')} |`;
  });
  return [...head, ...rows].join('\n');
}
