import type { ExpectedRequest } from './ExpectedRequest';
import { runDemo } from './runDemo';
import type { DemoApp, Stage } from './stage';

/** An example, and the requests of its demo. */
export interface Demonstration extends DemoApp {
  readonly requests: readonly ExpectedRequest[];
  /** Lines that say what to try while the app stays up. */
  readonly afterwards: (stage: Stage) => readonly string[];
}

/**
 * Starts an example with a stand-in for Clerk and a real PDP, makes requests as different people,
 * and stays up until Ctrl-C. With `--once` it ends after the requests: with exit code 0 if every
 * answer was as expected, with 1 if one was not, and with 2 if something could not be started.
 */
export function demonstrate(demonstration: Demonstration): Promise<void> {
  return runDemo(async (cleanup, once) => {
    // It imports the library, so the library must be built first.
    const { perform } = await import('./perform');
    return perform(demonstration, cleanup, once);
  });
}
