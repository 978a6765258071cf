import type { Reporter, TestModule } from 'vitest/node';

/**
 * A skipped test proves nothing, and a green run hides it. In CI it therefore fails the run, with
 * the name of the test and, where `context.skip(reason)` gave one, the reason.
 */
export default class FailOnSkipped implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) =>
      [...module.children.allTests('skipped')].map((test) => {
        const result = test.result();
        const note = result.state === 'skipped' ? result.note : undefined;
        const reason = note ?? `marked ${test.options.mode}`;
        return `  ${module.relativeModuleId} > ${test.fullName} (${reason})`;
      }),
    );
    if (skipped.length === 0) return;
    console.error(`\nSkipped tests fail the run in CI:\n${skipped.join('\n')}\n`);
    process.exitCode = 1;
  }
}
