import { paint } from '../terminal/paint';
import { printableLine } from '../terminal/printable';
import type { Question } from './Explanation';

type Attributes = Readonly<Record<string, unknown>>;

const width = 100;
const indent = ' '.repeat(2);

/**
 * What policies could read of the principal and the resource, in lines that fit a terminal. What is
 * empty stands last: a policy that compares it finds it, unlike an attribute that is missing.
 */
export function attributeLines({ principal, resource }: Question): string[] {
  return [...linesOf('P.attr', principal.attr), ...linesOf('R.attr', resource.attr)];
}

function linesOf(name: string, attributes: Attributes): string[] {
  // The PDP's log has them in any order.
  const entries = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return [quiet(`${indent}${name} has nothing in it`)];
  const set = entries.filter(([, value]) => !isEmpty(value));
  const empty = entries.filter(([, value]) => isEmpty(value)).map(([key]) => key);
  const texts = set.map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  return [
    ...wrapped(`${name}  `, texts),
    ...(empty.length === 0 ? [] : wrapped(`${' '.repeat(name.length)}  empty: `, empty)),
  ];
}

/** `""`, `[]`, `{}`. Zero, `false` and `null` say something. */
function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === '';
}

/** Breaks between items only, so that each can be copied. */
function wrapped(head: string, items: readonly string[]): string[] {
  const lines: string[] = [];
  let line = head;
  for (const [index, item] of items.entries()) {
    const text = index < items.length - 1 ? `${item}, ` : item;
    if (line.length > head.length && indent.length + line.length + text.length > width) {
      lines.push(line);
      line = ' '.repeat(head.length);
    }
    line += text;
  }
  if (items.length > 0) lines.push(line);
  return lines.map((one) => quiet(`${indent}${one.trimEnd()}`));
}

function quiet(text: string): string {
  return paint.quiet(printableLine(text));
}
