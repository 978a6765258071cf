import type { Place } from '../policies/Policy';
import { printable } from '../terminal/printable';
import type { Subject } from './Subject';

/** `pass`: nothing to do. `warn`: look at it. `fail`: wrong. `skip`: it could not be examined. */
export type Status = 'pass' | 'warn' | 'fail' | 'skip';

/** What a check found. */
export interface Finding {
  readonly status: Status;
  /** One sentence: what is so, and of what. */
  readonly message: string;
  /** Lines of evidence, such as the places in policies. */
  readonly detail?: string;
  /** One line: what to do about it. */
  readonly remedy?: string;
}

/** A finding with the name of its check: the shape that `clerk doctor --json` prints. */
export interface CheckResult extends Finding {
  readonly name: string;
}

/** One question of `doctor`. */
export interface Check {
  /** Its name for scripts: `pdp.cors`. What stands before the dot is its group. */
  readonly name: `${'pdp' | 'policies' | 'clerk'}.${string}`;
  /** Milliseconds after which it counts as failed. Default: {@link checkTimeoutMs}. */
  readonly timeoutMs?: number;
  /** Examines, and changes nothing. */
  readonly run: (subject: Subject, signal: AbortSignal) => Finding | Promise<Finding>;
}

/** How long a check may take. */
export const checkTimeoutMs = 10_000;

export const pass = (message: string, detail?: string): Finding => ({
  status: 'pass',
  message,
  ...(detail !== undefined && { detail }),
});

export const skip = (message: string): Finding => ({ status: 'skip', message });

/** For a check that needs the policies: `policies.readable` says what is wrong with them. */
export const noPolicies: Finding = skip("The policies can't be read.");

/** Something that a check found at a place of a policy. */
export interface Remark extends Place {
  readonly text: string;
}

/** Lines of the form `policies/document.yaml:12 text`, sorted, each once. */
export function linesOf(remarks: readonly Remark[]): string {
  const sorted = remarks.toSorted((a, b) =>
    a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1,
  );
  const lines = sorted.map(({ file, line, text }) => `${file}:${String(line)} ${text}`);
  return printable([...new Set(lines)].join('\n'));
}

/** `1 rule`, `2 rules`. */
export const count = (number: number, what: string): string =>
  `${String(number)} ${what}${number === 1 ? '' : 's'}`;
