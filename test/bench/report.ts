import { type Figure, isMet } from './Figure';
import type { RequestCost } from './requests/measureRequests';

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

const requestHead = ['framework', 'callers', 'way', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs'];

function requestCells(cost: RequestCost): string[] {
  const { framework, callers, way, perSecond, p50Ms, p99Ms, cpuUs } = cost;
  const figures = [perSecond.toFixed(0), p50Ms.toFixed(1), p99Ms.toFixed(1), cpuUs.toFixed(0)];
  return [framework, String(callers), way, ...figures];
}

/** What a request costs, in aligned columns. */
export function requestsText(costs: readonly RequestCost[]): string {
  return [requestHead, ...costs.map(requestCells)]
    .map(([framework = '', callers = '', way = '', ...figures]) =>
      [
        framework.padEnd(9),
        callers.padStart(7),
        way.padEnd(9),
        ...figures.map((figure) => figure.padStart(10)),
      ].join('  '),
    )
    .join('\n');
}

/** The same as a table of Markdown. */
export function requestsMarkdown(costs: readonly RequestCost[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    row(requestHead),
    row(['---', '--:', '---', '--:', '--:', '--:', '--:']),
    ...costs.map((cost) => row(requestCells(cost))),
  ].join('\n');
}
