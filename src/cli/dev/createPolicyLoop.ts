import { existsSync } from 'node:fs';
import { generatedFile } from '../generate/generatedFile';
import { generateTypes } from '../generate/generateTypes';
import { folderSource } from '../generate/PolicySource';
import { writeTypes } from '../generate/writeTypes';
import { problemText, readProblems } from '../pdp/policyProblems';
import { runCompile } from '../pdp/runCompile';
import { runPolicyTests } from '../pdp/runPolicyTests';
import { type PolicyFolder, readPolicies } from '../policies/readPolicies';
import { paint } from '../terminal/paint';
import { printable, printableLine } from '../terminal/printable';

type Say = (line: string) => void;

interface PolicyLoopOptions {
  readonly binary: string;
  /** As the user names it. */
  readonly folder: string;
  readonly say: Say;
  /** Has the PDP load policies that compile, or starts it with them. */
  readonly load: (policies: PolicyFolder) => Promise<void>;
  /** Has the PDP policies? */
  readonly hasStarted: () => boolean;
}

/** The work after a change. */
interface PolicyLoop {
  readonly update: () => Promise<void>;
  /** Nothing of it is printed any more. */
  readonly stop: () => void;
}

const shownFailures = 5;

/**
 * What happens after each change of the policies: they are compiled, then loaded; then their tests
 * run, and the types are generated. Policies that don't compile never get to the PDP.
 */
export function createPolicyLoop(options: PolicyLoopOptions): PolicyLoop {
  const { binary, folder, say, load, hasStarted } = options;
  let round = 0;
  // A change need not wait for the tests of the one before.
  let background = Promise.resolve();
  // Later, the files are others, or `dev` has ended.
  const sayDuring = (own: number) => (line: string) => {
    if (own === round) say(line);
  };

  const check = async (own: number) => {
    if (own !== round) return;
    await sayErrors(sayDuring(own), async (sayNow) => {
      await testPolicies(binary, folder, sayNow);
      await generate(folder, sayNow);
    });
  };

  const update = () => {
    const own = ++round;
    return sayErrors(sayDuring(own), async (sayNow) => {
      const start = performance.now();
      const output = await runCompile(binary, folder, ['--skip-tests']);
      const problems = readProblems(output, folder);
      if (problems.length > 0) {
        const then = hasStarted()
          ? 'The PDP keeps the policies that it has.'
          : 'The PDP and your app start when this is corrected.';
        sayNow(`${problems.map(problemText).join('\n\n')}\n${paint.quiet(then)}\n`);
        return;
      }
      const policies = await readPolicies(folder);
      const isFirst = !hasStarted();
      await load(policies);
      if (isFirst) return;
      const ms = Math.round(performance.now() - start);
      sayNow(`${paint.good('✓')} policies loaded ${paint.quiet(`(${String(ms)} ms)`)}`);
      background = background.then(() => check(own));
    });
  };

  return {
    update,
    stop() {
      round += 1;
    },
  };
}

async function testPolicies(binary: string, folder: string, sayNow: Say): Promise<void> {
  const { count, failures } = await runPolicyTests(binary, folder);
  if (failures.length === 0) {
    if (count > 0) sayNow(`${paint.good('✓')} ${String(count)} policy tests pass`);
    return;
  }
  const shown = failures.slice(0, shownFailures).map((line) => `    ${printableLine(line)}`);
  const more = failures.length - shown.length;
  sayNow(
    [
      `${paint.bad('✗')} ${String(failures.length)} of ${String(count)} policy tests fail`,
      ...shown,
      ...(more > 0 ? [`    and ${String(more)} more: npx cerbos compile ${folder}`] : []),
    ].join('\n'),
  );
}

/** An app that has no generated file does not want one. */
async function generate(folder: string, say: Say): Promise<void> {
  const file = await generatedFile(process.cwd());
  if (!existsSync(file)) return;
  const types = await generateTypes(await folderSource(folder));
  const { isChanged, differences } = await writeTypes(types, file);
  if (!isChanged) return;
  const what = differences.length === 0 ? '' : `: ${printableLine(differences.join('; '))}`;
  say(`${paint.good('✓')} ${file} is written${what}`);
}

/** What is wrong with a policy or a file is no reason to end, and the app with it. */
async function sayErrors(say: Say, work: (say: Say) => Promise<void>): Promise<void> {
  try {
    await work(say);
  } catch (error) {
    say(`${paint.bad('✗')} ${printable(error instanceof Error ? error.message : String(error))}`);
  }
}
