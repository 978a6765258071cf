import { type Check, type Finding, skip } from '../Check';
import type { Subject } from '../Subject';
import type { Pdp } from './Pdp';

/** A check of the running PDP, which is skipped if none answers. */
export function pdpCheck(
  name: Check['name'],
  run: (pdp: Pdp, signal: AbortSignal, subject: Subject) => Finding | Promise<Finding>,
): Check {
  return {
    name,
    async run(subject, signal) {
      const { pdp } = subject;
      if (pdp === undefined) return skip('No PDP is asked (--offline).');
      const answers = await pdp.version().then(
        () => true,
        () => false,
      );
      return answers ? run(pdp, signal, subject) : skip('The PDP does not answer.');
    },
  };
}
