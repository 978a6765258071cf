import { existsSync } from 'node:fs';
import { ClerkCerbosError } from '../../base/errors';
import { CommandError } from '../CommandError';
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

interface PolicyLoopOptions {
  readonly binary: string;
  /** As the user names it. */
  readonly folder: string;
  readonly say: (line: string) => void;
  /** Has the PDP load policies that compile. It says whether it had others before. */
  readonly load: (policies: PolicyFolder) => Promise<'first' | 'again'>;
}

const shownFailures = 5;

/**
 * What happens after each change of the policies: they are compiled, then loaded; then their tests
 * run, and the types are generated. Policies that don't compile never get to the PDP.
 */
export function createPolicyLoop(options: PolicyLoopOptions): () => Promise<void> {
  const { binary, folder, say, load } = options;
  let round = 0;
  // A change need not wait for the tests of the one before.
  let background = Promise.resolve();

  const check = async (own: number) => {
    if (own !== round) return;
    await sayErrors(say, async () => {
      await testPolicies(binary, folder, say);
      await generate(folder, say);
    });
  };

  return () =>
    sayErrors(say, async () => {
      const own = ++round;
      const start = performance.now();
      const output = await runCompile(binary, folder, ['--skip-tests']);
      const problems = readProblems(output, folder);
      if (problems.length > 0) {
        say(`${problems.map(problemText).join('\n\n')}\n`);
        return;
      }
      const policies = await readPolicies(folder);
      if ((await load(policies)) === 'first') return;
      const ms = Math.round(performance.now() - start);
      say(`${paint.good('✓')} policies loaded ${paint.quiet(`(${String(ms)} ms)`)}`);
      background = background.then(() => check(own));
    });
}

async function testPolicies(
  binary: string,
  folder: string,
  say: (line: string) => void,
): Promise<void> {
  const { count, failures } = await runPolicyTests(binary, folder);
  if (failures.length === 0) {
    if (count > 0) say(`${paint.good('✓')} ${String(count)} policy tests pass`);
    return;
  }
  const shown = failures.slice(0, shownFailures).map((line) => `    ${printableLine(line)}`);
  const more = failures.length - shown.length;
  say(
    [
      `${paint.bad('✗')} ${String(failures.length)} of ${String(count)} policy tests fail`,
      ...shown,
      ...(more > 0 ? [`    and ${String(more)} more: npx cerbos compile ${folder}`] : []),
    ].join('\n'),
  );
}

/** An app that has no generated file does not want one. */
async function generate(folder: string, say: (line: string) => void): Promise<void> {
  const file = await generatedFile(process.cwd());
  if (!existsSync(file)) return;
  const types = await generateTypes(await folderSource(folder));
  const { isChanged, differences } = await writeTypes(types, file);
  if (!isChanged) return;
  const what = differences.length === 0 ? '' : `: ${printableLine(differences.join('; '))}`;
  say(`${paint.good('✓')} ${file} is written${what}`);
}

/** What is wrong with a policy or a file is no reason to end. */
async function sayErrors(say: (line: string) => void, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof ClerkCerbosError)) throw error;
    say(`${paint.bad('✗')} ${printable(error.message)}`);
  }
}
