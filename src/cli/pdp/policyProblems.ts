import { join, relative } from 'node:path';
import { getProperty } from '../../base/value';
import type { Place } from '../policies/Policy';
import { paint } from '../terminal/paint';
import { printable, printableLine } from '../terminal/printable';

/** Why a policy does not load or compile. */
export interface PolicyProblem extends Place {
  readonly column: number;
  readonly message: string;
  /** The lines around it, with a mark; `''` if Cerbos gives none. */
  readonly frame: string;
}

/**
 * Reads what `cerbos compile --output=json` says is wrong.
 *
 * @param folder - the folder of the policies. The PDP names files from there.
 */
export function readProblems(output: unknown, folder: string): PolicyProblem[] {
  const lint = getProperty(output, 'lintErrors');
  const problem = (error: unknown, file: string, message: string): PolicyProblem => {
    const details = getProperty(error, 'error_details') ?? error;
    const position = getProperty(details, 'position');
    return {
      file: relative('.', join(folder, file)),
      line: numberOf(position, 'line'),
      column: numberOf(position, 'column'),
      message,
      frame: textOf(details, 'context'),
    };
  };
  return [
    ...itemsOf(lint, 'load_failures').map((error) => {
      const message = textOf(getProperty(error, 'error_details'), 'message');
      return problem(error, textOf(error, 'file'), message || textOf(error, 'error'));
    }),
    ...itemsOf(lint, 'missing_imports').map((error) =>
      problem(error, textOf(error, 'importing_file'), textOf(error, 'desc')),
    ),
    ...itemsOf(lint, 'duplicate_defs').map((error) =>
      problem(
        error,
        textOf(error, 'file'),
        `${textOf(error, 'policy')} is also defined in ${textOf(error, 'other_file')}`,
      ),
    ),
    ...itemsOf(getProperty(output, 'compileErrors'), 'errors').map((error) =>
      problem(error, textOf(error, 'file'), textOf(error, 'description')),
    ),
  ];
}

/** A problem as it is printed: where, what, and the lines around it. */
export function problemText({ file, line, column, message, frame }: PolicyProblem): string {
  const where = line === 0 ? file : `${file}:${line}:${column}`;
  const lines = printable(frame).trimEnd().split('\n');
  const body = frame === '' ? [] : lines.map((text) => `    ${paint.quiet(text)}`);
  return [`${paint.bad('✗')} ${paint.strong(where)} ${printableLine(message)}`, ...body].join('\n');
}

/** The items of a list in what Cerbos printed; none if there is no such list. */
export function itemsOf(value: unknown, name: string): readonly unknown[] {
  const items = getProperty(value, name);
  return Array.isArray(items) ? items : [];
}

/** A text in what Cerbos printed; `''` if there is none. */
export function textOf(value: unknown, name: string): string {
  const text = getProperty(value, name);
  return typeof text === 'string' ? text : '';
}

function numberOf(value: unknown, name: string): number {
  const number = getProperty(value, name);
  return typeof number === 'number' ? number : 0;
}
