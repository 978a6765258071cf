import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fences } from '../house/fences';
import { root } from './publishedPackage';

/** A command that a page shows, and what the page says that it prints. */
export interface Transcript {
  /** Without the `$` in front of it. */
  readonly command: string;
  readonly output: string;
}

/** The transcripts of a page: fences of the language `console` that begin with `$ `. */
export function transcriptsOf(page: string): Transcript[] {
  return fences(readFileSync(join(root, page), 'utf8'))
    .filter(({ language, code }) => language === 'console' && code.startsWith('$ '))
    .map(({ code }) => {
      const end = code.indexOf('\n');
      return { command: code.slice('$ '.length, end), output: code.slice(end + 1) };
    });
}
