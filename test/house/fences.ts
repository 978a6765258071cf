/** A fenced code block of a Markdown text. */
export interface Fence {
  /** Of its first line of code, counted from 1. */
  readonly line: number;
  /** The first word after the opening marks: `ts`, or nothing. */
  readonly language: string;
  /** Without the indentation of the fence, as in a list. */
  readonly code: string;
  /** Stands in a quotation (`> `), where its lines are not code alone. */
  readonly isQuoted: boolean;
}

const opening = /^([ \t]*(?:>[ \t]*)*)(`{3,}|~{3,})[ \t]*([^\s`{]*)/;

/** All fenced code blocks of a Markdown text, in lists and containers too. */
export function fences(text: string): Fence[] {
  const found: Fence[] = [];
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const [, indent = '', marks, language = ''] = opening.exec(lines[index] ?? '') ?? [];
    if (marks === undefined) continue;
    const start = index + 1;
    const closing = new RegExp(`^[\\s>]*${marks}${marks.charAt(0)}*\\s*$`);
    do index += 1;
    while (index < lines.length && !closing.test(lines[index] ?? ''));
    const code = lines.slice(start, index).map((line) => withoutIndent(line, indent.length));
    found.push({
      line: start + 1,
      language,
      code: code.map((line) => `${line}\n`).join(''),
      isQuoted: indent.includes('>'),
    });
  }
  return found;
}

/** A Markdown text whose fenced blocks are empty lines: what a reader reads, at the same lines. */
export function withoutFences(text: string): string {
  const lines = text.split(/\r?\n/);
  for (const { line, code } of fences(text)) {
    const count = code.split('\n').length - 1;
    lines.fill('', line - 2, line + count);
  }
  return lines.join('\n');
}

function withoutIndent(line: string, width: number): string {
  return line.slice(0, width).trim() === '' ? line.slice(width) : line.trimStart();
}
