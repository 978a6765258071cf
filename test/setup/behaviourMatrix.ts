import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** How the behaviour suite names its tables: one is run for each way in which a token travels. */
const table = /^(with the token in a (header|cookie)|the check endpoint)$/;

/** Whether a case passed in every way that it was run, by adapter. */
type Row = Map<string, boolean>;

/**
 * Prints what the behaviour suite found: adapters across, cases down. A case passes only if it
 * does with the token in a header and in a cookie.
 */
export default class BehaviourMatrix implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const suites = modules.filter(({ relativeModuleId }) =>
      /^test\/behaviour\/[^/]+\.test\.ts$/.test(relativeModuleId),
    );
    if (suites.length > 0) console.log(`\n${matrix(suites)}\n`);
  }
}

function matrix(suites: readonly TestModule[]): string {
  const adapters = suites.map(adapterOf).sort();
  const rows = new Map<string, Row>();
  const own = new Map<string, { passed: number; run: number }>();
  for (const suite of suites) {
    const adapter = adapterOf(suite);
    const count = { passed: 0, run: 0 };
    for (const test of suite.children.allTests()) {
      // Left out on purpose; what did not run because something failed before it is a failure.
      if (test.options.mode === 'skip') continue;
      const passed = test.result().state === 'passed';
      if (isOfTable(test)) {
        const row: Row = rows.get(test.name) ?? new Map<string, boolean>();
        rows.set(test.name, row.set(adapter, passed && row.get(adapter) !== false));
      } else {
        count.run += 1;
        count.passed += Number(passed);
      }
    }
    own.set(adapter, count);
  }
  const cell = (passed: boolean | undefined) => (passed === undefined ? '–' : passed ? '✓' : '✗');
  const line = (name: string, cells: readonly string[]) =>
    [name, ...cells.map((text, index) => text.padEnd(adapters[index]?.length ?? 0))]
      .join('  ')
      .trimEnd();
  const width = Math.max(...[...rows.keys(), ''].map(({ length }) => length));
  const counts = adapters.map((adapter) => {
    const { passed, run } = own.get(adapter) ?? { passed: 0, run: 0 };
    return `${passed}/${run}`;
  });
  return [
    line('Behaviour, over HTTP with real tokens, SDKs and PDP'.padEnd(width), adapters),
    ...[...rows].map(([name, row]) =>
      line(
        name.padEnd(width),
        adapters.map((adapter) => cell(row.get(adapter))),
      ),
    ),
    line('tests of its own'.padEnd(width), counts),
  ].join('\n');
}

function isOfTable({ parent }: TestCase): boolean {
  return parent.type === 'suite' && table.test(parent.name);
}

function adapterOf({ relativeModuleId }: TestModule): string {
  return relativeModuleId.replace(/^.*\/|\.test\.ts$/g, '');
}
