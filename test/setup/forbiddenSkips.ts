import { haproxyVersion, NOT_INSTALLED } from '../failover/haproxyVersion';

/** A test that was not run. */
export interface SkippedTest {
  /** Its file, from the root of the repository. */
  readonly file: string;
  readonly name: string;
  readonly reason: string;
}

/** The only test that needs a program that npm does not install. */
const NEEDS_HAPROXY = {
  file: 'test/attacks/faults/failover.test.ts',
  ends: 'every question gets its right answer through HTTP behind haproxy',
};

/**
 * Those that may not be skipped in CI: all but the one that needs haproxy, and that one, too, where
 * haproxy is installed or it was skipped for another reason.
 */
export function forbiddenSkips(
  skipped: readonly SkippedTest[],
  hasHaproxy: () => boolean = () => haproxyVersion() !== undefined,
): SkippedTest[] {
  return skipped.filter(
    ({ file, name, reason }) =>
      file !== NEEDS_HAPROXY.file ||
      // Vitest puts a text that it fills in between quotes.
      !name.replaceAll("'", '').endsWith(` > ${NEEDS_HAPROXY.ends}`) ||
      reason !== NOT_INSTALLED ||
      hasHaproxy(),
  );
}
