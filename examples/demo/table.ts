import { callers } from './callers';
import { colors } from './colors';
import type { ExpectedRequest } from './ExpectedRequest';
import type { Answer } from './send';

// Widths of the columns.
const WHO = 35;
const REQUEST = 31;

const { bold, dim, green, red, yellow } = colors;

/** One request with its answer. */
export interface Row {
  readonly expected: ExpectedRequest;
  readonly answer: Answer;
  /** Empty if everything is as expected. */
  readonly differences: readonly string[];
}

/** The names of the columns. */
export function legend(): string {
  return dim(['  who'.padEnd(WHO + 2), 'request'.padEnd(REQUEST), 'HTTP'].join(' '));
}

/** The caller, the request and the answer. */
export function line({ expected, answer, differences }: Row): string {
  const { who, method, path, because } = expected;
  const { status, asksToVerify, sees } = answer;
  const cells = [
    differences.length === 0 ? green('✓') : red('✗'),
    callers[who].name.padEnd(WHO),
    `${method} ${path}`.padEnd(REQUEST),
    (status < 400 ? green : yellow)(String(status)),
    dim([because, ...(asksToVerify ? ['(asked to verify)'] : [])].join(' ')),
  ];
  const indent = ' '.repeat(WHO + REQUEST + 9);
  const notes = [
    ...(sees === undefined ? [] : [dim(`sees ${sees.join(', ')}`)]),
    ...differences.map((difference) => red(difference)),
  ];
  return [cells.join(' '), ...notes.map((note) => indent + note)].join('\n');
}

/** The last line: how many answers were as expected. */
export function summary(rows: readonly Pick<Row, 'differences'>[]): string {
  const good = rows.filter(({ differences }) => differences.length === 0).length;
  const text = `${good} of ${rows.length} as expected`;
  return `\n${bold(good === rows.length ? green(text) : red(text))}`;
}
