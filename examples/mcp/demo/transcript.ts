import { colors } from '../../demo/colors';
import { agents } from './agents';
import { type Answer, type Ask, compare, type Step } from './Step';

const { bold, cyan, dim, green, red, yellow } = colors;

/** A question with its answer, as the transcript shows it. */
export interface Row {
  readonly what: string;
  /** Did the caller get what they asked for? */
  readonly isGood: boolean;
  /** In front of the text, if it is not good. */
  readonly label?: string;
  readonly text: string;
  readonly because: string;
  /** Is it shown for each connection, because connections differ here? */
  readonly isSpecial?: boolean;
  /** Empty if everything is as expected. */
  readonly differences: readonly string[];
}

export function rowOf({ ask, expected, because }: Step, answer: Answer): Row {
  const { outcome, code, scopes } = answer;
  const name = outcome === 'refused' ? (code ?? 'HTTP 403') : outcome;
  const label = scopes === undefined ? name : `${name}, needs ${scopes.join(' ')}`;
  return {
    what: describe(ask),
    isGood: outcome === 'answered',
    label: answer.retryable === true ? `${label}, may be tried again` : label,
    text: answer.text,
    because,
    isSpecial: scopes !== undefined,
    differences: compare(answer, expected),
  };
}

function describe(ask: Ask): string {
  switch (ask.method) {
    case 'tools/call':
    case 'prompts/get':
      return `${ask.method} ${ask.name} ${JSON.stringify(ask.args)}`;
    case 'resources/read':
      return `${ask.method} ${ask.uri}`;
    default:
      return ask.method;
  }
}

/** The title of a part: a way to connect. */
export function title(name: string, more = ''): string {
  return `\n${bold(name)} ${dim(more)}`.trimEnd();
}

/** Who asks now. */
export function heading(who: keyof typeof agents): string {
  return `\n  ${cyan(agents[who].name)} ${dim(`(${agents[who].token})`)}`;
}

/** The question, the reason for the answer, and the answer in full. */
export function lines({ what, isGood, label, text, because, differences }: Row): string {
  const mark = differences.length === 0 ? green('✓') : red('✗');
  const said = isGood ? text : `${yellow(label ?? 'refused')}: ${text}`;
  return [
    `  ${mark} ${what}  ${dim(because)}`,
    ...said.split('\n').map((line) => `      ${line}`),
    ...differences.map((difference) => red(`      ${difference}`)),
  ].join('\n');
}
