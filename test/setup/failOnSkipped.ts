import type { Reporter, TestModule } from 'vitest/node';
import { forbiddenSkips, type SkippedTest } from './forbiddenSkips';

/**
 * A skipped test proves nothing, and a green run hides it. In CI it therefore fails the run, with
 * the name of the test and, where `context.skip(reason)` gave one, the reason.
 */
export default class FailOnSkipped implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) =>
      [...module.children.allTests('skipped')].map((test): SkippedTest => {
        const result = test.result();
        const note = result.state === 'skipped' ? result.note : undefined;
        const reason = note ?? `marked ${test.options.mode}`;
        return { file: module.relativeModuleId, name: test.fullName, reason };
      }),
    );
    const forbidden = forbiddenSkips(skipped);
    const list = (tests: readonly SkippedTest[]) =>
      tests.map(({ file, name, reason }) => `  ${file} > ${name} (${reason})`).join('\n');
    const allowed = skipped.filter((test) => !forbidden.includes(test));
    if (allowed.length > 0) console.warn(`\nNot run on this machine:\n${list(allowed)}\n`);
    if (forbidden.length === 0) return;
    console.error(`\nSkipped tests fail the run in CI:\n${list(forbidden)}\n`);
    process.exitCode = 1;
  }
}
