import type { Check, Finding } from '../Check';
import { linesOf, pass, type Remark, noPolicies } from '../Check';
import type { Subject } from '../Subject';
import type { PolicySet } from './PolicySet';

/** A check of policies, which is skipped if they can't be read. */
export function policyCheck(
  name: Check['name'],
  run: (policies: PolicySet, subject: Subject) => Finding | Promise<Finding>,
): Check {
  return {
    name,
    run: (subject) =>
      subject.policies instanceof Error ? noPolicies : run(subject.policies, subject),
  };
}

interface Verdict {
  /** If there is no remark. */
  readonly good: string;
  /** If there are some. */
  readonly bad: string;
  readonly remedy: string;
}

/** Passes without remarks, and warns with them. */
export function warnAbout(remarks: readonly Remark[], { good, bad, remedy }: Verdict): Finding {
  if (remarks.length === 0) return pass(good);
  return { status: 'warn', message: bad, detail: linesOf(remarks), remedy };
}
