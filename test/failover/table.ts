import { phases } from './runFaults';
import { isKept, type Summary } from './summary';

const faults = phases.filter((phase) => phase !== 'calm');

/** The heads of the columns. */
const heads = [
  'setup',
  ...faults,
  'wrong allows',
  'longest gap',
  'p50',
  'p99',
  'slowest',
  'failed with',
];

function cells(summary: Summary): string[] {
  const { longestGap, failures } = summary;
  return [
    summary.name,
    ...faults.map((phase) => summary.phases.get(phase) ?? ''),
    String(summary.wrongAllows),
    `${seconds(longestGap.ms)} (${longestGap.phase})`,
    ...[summary.p50, summary.p99, summary.slowest].map(milliseconds),
    [...failures].map(([code, count]) => `${code} ${count}`).join(', '),
  ];
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
const milliseconds = (ms: number) => `${ms.toFixed(0)} ms`;

/** The table for a terminal or a pipe, in aligned columns. */
export function textTable(
  summaries: readonly Summary[],
  paint: (text: string, good: boolean) => string,
): string {
  const rows = [heads, ...summaries.map(cells)];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row, index) => {
      const summary = summaries[index - 1];
      const mark = summary === undefined ? ' ' : isKept(summary) ? '✓' : '✗';
      const text = row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
      const line = `${mark} ${text}`.trimEnd();
      return summary === undefined ? line : paint(line, isKept(summary));
    })
    .join('\n');
}

/** The table for a page; Prettier aligns it. */
export function markdownTable(summaries: readonly Summary[]): string {
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`;
  const aligned = heads.map((_, column) =>
    column === 0 || column === heads.length - 1 ? '---' : '--:',
  );
  return [line(heads), line(aligned), ...summaries.map((summary) => line(cells(summary)))].join(
    '\n',
  );
}
