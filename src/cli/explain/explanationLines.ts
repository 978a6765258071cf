import { paint } from '../terminal/paint';
import { printableLine } from '../terminal/printable';
import { attributeLines } from './attributeLines';
import type { Explanation, Reason } from './Explanation';

/** An explanation for the terminal. */
export function explanationLines({ question, effect, reasons }: Explanation): string[] {
  const { principal, resource, action } = question;
  const isAllowed = effect === 'EFFECT_ALLOW';
  const answer = isAllowed ? paint.good('allowed') : paint.bad('denied');
  const what = paint.strong(printableLine(`${action} ${resource.kind}:${resource.id}`));
  return [
    `${isAllowed ? paint.good('✓') : paint.bad('✗')} ${what} is ${answer}`,
    `  as ${printableLine(principal.id)} (${printableLine(principal.roles.join(', '))})`,
    ...reasons.flatMap((reason) => ['', ...reasonLines(reason, 1)]),
    '',
    ...attributeLines(question),
  ];
}

/** The line for a list: the reason and its place, as in `not owner: … (document.yaml:39)`. */
export function summaryLine({ summary, place }: Explanation): string {
  const where =
    place === undefined ? '' : ` (${place.file.replace(/^.*[\\/]/, '')}:${String(place.line)})`;
  return printableLine(`${summary}${where}`);
}

function reasonLines({ text, place, applies, because }: Reason, depth: number): string[] {
  const where = place === undefined ? '' : `   ${place.file}:${String(place.line)}`;
  const mark = depth === 1 ? `${markOf(applies)} ` : '';
  const line = `${'  '.repeat(depth)}${mark}${printableLine(text)}${paint.quiet(printableLine(where))}`;
  const inner = depth === 1 ? depth + 2 : depth + 1;
  return [line, ...because.flatMap((reason) => reasonLines(reason, inner))];
}

function markOf(applies: Reason['applies']): string {
  if (applies === 'allows') return paint.good('✓');
  return applies === 'forbids' ? paint.bad('✗') : paint.quiet('·');
}
