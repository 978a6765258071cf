import { colors } from '../../demo/colors';
import type { Effect } from './auditLog';
import type { Row } from './tour';

// Widths of the columns.
const WHO = 35;
const STATUS = 4;
const EFFECT = 5;
const ACTION = 11;
const POLICY = 26;

const { bold, cyan, dim, green, red, yellow } = colors;

/** The lines above the rows of one stop: what the requests do, and the request line. */
export function heading({ stop }: Row): string {
  return `\n${bold(stop.about)}\n${dim(`${stop.method} ${stop.path}`)}`;
}

/** The caller, the answer and the reason. All but the status comes from the PDP's own log. */
export function line({ who, outcome, expected, differences }: Row): string {
  const { status, decision, sees, total = 0 } = outcome;
  const roles = decision?.derivedRoles.join(', ');
  const cells = [
    differences.length === 0 ? green('✓') : red('✗'),
    who.padEnd(WHO),
    (status < 400 ? green : yellow)(String(status).padEnd(STATUS)),
    effect(decision?.effect),
    (decision?.action ?? '–').padEnd(ACTION),
    (decision?.policy ?? '–').padEnd(POLICY),
    cyan(roles === undefined || roles === '' ? '–' : roles),
  ];
  const notes = [
    ...(decision?.outputs ?? []).map((output) => dim(`output ${JSON.stringify(output)}`)),
    ...(sees === undefined ? [] : [dim(`sees ${sees.join(', ')} and ${total - sees.length} more`)]),
    ...differences.map((difference) => red(difference)),
    ...(differences.length > 0 && expected ? [red(expected.because)] : []),
  ];
  const indent = ' '.repeat(WHO + STATUS + EFFECT + 5);
  return [cells.join(' '), ...notes.map((note) => indent + note)].join('\n');
}

/** The names of the columns. */
export function legend(): string {
  return dim(
    [
      ' ',
      'who'.padEnd(WHO),
      'HTTP',
      'PDP'.padEnd(EFFECT),
      'action'.padEnd(ACTION),
      'matched policy'.padEnd(POLICY),
      'derived roles',
    ].join(' '),
  );
}

function effect(value: Effect | undefined): string {
  if (value === undefined) return dim('–'.padEnd(EFFECT));
  return value === 'EFFECT_ALLOW' ? green('ALLOW') : yellow('DENY'.padEnd(EFFECT));
}
