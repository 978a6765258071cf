import { type Check, type CheckResult, checkTimeoutMs, type Finding, skip } from './Check';
import { hideSecrets } from './hideSecrets';
import type { Subject } from './Subject';

/** Runs all checks at once. One that throws or takes too long has failed; the others go on. */
export function runChecks(
  checks: readonly Check[],
  subject: Subject,
  ignored: readonly string[] = [],
): Promise<CheckResult[]> {
  return Promise.all(
    checks.map(async (check) =>
      hideSecrets({ name: check.name, ...(await run(check, subject, ignored)) }, subject.keys),
    ),
  );
}

async function run(check: Check, subject: Subject, ignored: readonly string[]): Promise<Finding> {
  if (ignored.includes(check.name)) return skip('Not asked for (--skip).');
  const { timeoutMs = checkTimeoutMs } = check;
  const timeout = AbortSignal.timeout(timeoutMs);
  const late = new Promise<Finding>((resolve) => {
    timeout.addEventListener('abort', () => {
      resolve({
        status: 'fail',
        message: `It took more than ${String(timeoutMs / 1000)} seconds.`,
      });
    });
  });
  try {
    return await Promise.race([check.run(subject, timeout), late]);
  } catch (error) {
    return { status: 'fail', message: `It could not be examined: ${describe(error)}` };
  }
}

/** `fetch failed` alone says nothing: the cause does. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
