import type { ExpectedRequest } from './ExpectedRequest';
import { runDemo } from './runDemo';
import type { DemoApp, Stage } from './stage';

/** An example, and what its demo shows of it. */
export interface Demonstration extends DemoApp {
  readonly requests: readonly ExpectedRequest[];
  /** What to try while it stays up, as lines. */
  readonly afterwards: (stage: Stage) => readonly string[];
}

/**
 * Starts an example with a stand-in for Clerk and a real PDP, makes requests as different people,
 * and stays up until Ctrl-C. With `--once` it ends instead: with 0 if everything came out as
 * expected, with 1 if something did not, and with 2 if something could not be started.
 */
export function demonstrate(demonstration: Demonstration): Promise<void> {
  return runDemo(async (cleanup, once) => {
    // Not before the library is built, since it imports the library.
    const { perform } = await import('./perform');
    return perform(demonstration, cleanup, once);
  });
}
