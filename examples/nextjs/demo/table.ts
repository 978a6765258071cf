import { createColors, isColorSupported } from 'picocolors';
import type { Row } from './tour';

const WHO = 37;
const WHY = 28;

// Plain in a pipe, even where picocolors would colour the logs of a CI.
const colors = createColors(isColorSupported && process.stdout.isTTY);
const { bold, cyan, dim, green, red, yellow } = colors;

/** The line above the rows of one stop: what is asked, and how. */
export function heading({ stop }: Row): string {
  return `\n${bold(stop.about)}\n${dim(`${stop.method} ${stop.path}`)}`;
}

/** Who asked, what came back, and why: policy and derived roles as the PDP reported them. */
export function line({ who, outcome, expected, differences }: Row): string {
  const { status, decision, sees } = outcome;
  const mark = differences.length === 0 ? green('✓') : red('✗');
  const roles = decision?.derivedRoles.join(', ');
  const cells = [
    `${mark} ${who.padEnd(WHO)}`,
    (status < 400 ? green : yellow)(String(status)),
    effect(decision?.effect),
    (decision?.policy ?? '–').padEnd(WHY),
    cyan(roles === undefined || roles === '' ? '–' : roles),
  ];
  const indent = ' '.repeat(WHO + 13);
  const notes = [
    ...(decision?.outputs ?? []).map((output) => dim(`output ${JSON.stringify(output)}`)),
    ...(sees === undefined ? [] : [dim(`sees ${sees.join(', ')}`)]),
    ...differences.map((difference) => red(difference)),
    ...(differences.length > 0 && expected ? [red(expected.because)] : []),
  ];
  return [cells.join(' '), ...notes.map((note) => indent + note)].join('\n');
}

/** What the columns are. */
export function legend(): string {
  const columns = `  ${'who'.padEnd(WHO)} is  decision ${'policy'.padEnd(WHY)} derived roles`;
  return dim(columns.replace('is  decision', 'HTTP PDP  '));
}

/** The last line: how many cases came out as expected. */
export function summary(rows: readonly Row[]): string {
  const good = rows.filter(({ differences }) => differences.length === 0).length;
  const text = `${good} of ${rows.length} as expected`;
  return `\n${bold(good === rows.length ? green(text) : red(text))}`;
}

function effect(value: string | undefined): string {
  if (value === undefined) return dim('–    ');
  return value === 'EFFECT_ALLOW' ? green('ALLOW') : yellow('DENY ');
}
