import { structuredPatch } from 'diff';
import { paint } from './paint';
import { printable } from './printable';

/** The lines in which two texts differ, each with three lines around it, in colours. */
export function showDiff(before: string, after: string): string {
  // Otherwise a file with other line ends would differ in each line, in nothing that one can see.
  const { hunks } = structuredPatch('', '', unixLines(before), unixLines(after), '', '', {
    context: 3,
  });
  return hunks
    .flatMap(({ oldStart, newStart, lines }) => [
      paint.quiet(`@@ ${String(oldStart)} → ${String(newStart)} @@`),
      ...lines.map((line) => colour(printable(line))),
    ])
    .join('\n');
}

/** The same text with `\n` alone at the end of each line. */
export const unixLines = (text: string): string => text.replaceAll('\r\n', '\n');

function colour(line: string): string {
  if (line.startsWith('+')) return paint.good(line);
  return line.startsWith('-') ? paint.bad(line) : line;
}
