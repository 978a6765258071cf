import { paint } from '../terminal/paint';
import { printable } from '../terminal/printable';
import type { CheckResult, Status } from './Check';

const groups = { pdp: 'PDP', policies: 'Policies', clerk: 'Clerk' } as const;

const marks = {
  pass: paint.good,
  warn: paint.warning,
  fail: paint.bad,
  skip: paint.quiet,
} as const;
const signs = { pass: '✓', warn: '!', fail: '✗', skip: '–' } as const;

// Of a long list the beginning says enough; --json has it all.
const maxLines = 12;

/** What `doctor` prints: each group with its checks, the evidence, what to do, and a count. */
export function showResults(results: readonly CheckResult[]): string {
  const shown = Object.entries(groups).map(([group, title]) => {
    const own = results.filter(({ name }) => name.startsWith(`${group}.`));
    const done = own.filter(({ status }) => status !== 'skip');
    const width = Math.max(0, ...done.map(({ name }) => shortName(name).length));
    return [
      paint.strong(title),
      ...done.flatMap((result) => showResult(result, width)),
      ...showSkipped(own.filter(({ status }) => status === 'skip')),
    ].join('\n');
  });
  return `${shown.join('\n\n')}\n\n${showCounts(results)}`;
}

/** The group stands above it. */
const shortName = (name: string) => name.slice(name.indexOf('.') + 1);

function showResult(result: CheckResult, width: number): string[] {
  const { name, status, message, detail, remedy } = result;
  return [
    `  ${marks[status](signs[status])} ${shortName(name).padEnd(width)}  ${printable(message)}`,
    ...(detail === undefined ? [] : showDetail(printable(detail))),
    ...(remedy === undefined ? [] : [`      → ${printable(remedy)}`]),
  ];
}

function showDetail(detail: string): string[] {
  const lines = detail.split('\n');
  const shown = lines.length > maxLines ? lines.slice(0, maxLines - 1) : lines;
  const rest = lines.length - shown.length;
  return [
    ...shown.map((line) => `      ${paint.quiet(line)}`),
    ...(rest > 0 ? [`      ${paint.quiet(`and ${String(rest)} more lines: use --json`)}`] : []),
  ];
}

/** What could not be examined, each reason once. */
function showSkipped(skipped: readonly CheckResult[]): string[] {
  return [...new Set(skipped.map(({ message }) => message))].map((reason) => {
    const names = skipped.filter(({ message }) => message === reason);
    const list = names.map(({ name }) => shortName(name)).join(', ');
    return paint.quiet(`  ${signs.skip} ${list}: ${printable(reason)}`);
  });
}

function showCounts(results: readonly CheckResult[]): string {
  const counts: readonly [Status, string][] = [
    ['pass', 'passed'],
    ['warn', 'to look at'],
    ['fail', 'failed'],
    ['skip', 'skipped'],
  ];
  return counts
    .map(([status, words]) => ({
      status,
      words,
      number: results.filter((result) => result.status === status).length,
    }))
    .filter(({ number }) => number > 0)
    .map(({ status, words, number }) => marks[status](`${String(number)} ${words}`))
    .join(', ');
}
