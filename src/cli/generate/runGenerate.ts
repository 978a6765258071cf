import { CommandError, exitCodes } from '../CommandError';
import { watchPolicies } from '../policies/watchPolicies';
import { createProgress } from '../terminal/createProgress';
import { paint } from '../terminal/paint';
import { printable } from '../terminal/printable';
import { type AdminCredentials, adminSource } from './adminSource';
import { compareTypes, kindsIn } from './compareTypes';
import { generatedFile } from './generatedFile';
import { type GeneratedTypes, generateTypes } from './generateTypes';
import { folderSource, type PolicySource } from './PolicySource';
import { readTypes, writeTypes } from './writeTypes';

/** What the user says to `clerk-cerbos generate`. */
export interface GenerateOptions {
  readonly policies: string;
  readonly out?: string;
  readonly check?: boolean;
  readonly watch?: boolean;
  readonly from?: string;
  readonly admin?: string;
}

/** Writes or checks the types of the policies. */
export async function runGenerate(options: GenerateOptions): Promise<void> {
  requireSense(options);
  const file = options.out ?? (await generatedFile(process.cwd()));
  if (options.check === true) return check(file, await read(options));
  await write(file, await read(options));
  if (options.watch === true) watchAndWrite(options, file);
}

function requireSense({ out, check, watch, from }: GenerateOptions): void {
  if (watch === true && (check === true || from !== undefined)) {
    throw new CommandError(
      `--watch writes types of a folder again and again. Leave out ${check === true ? '--check' : '--from'}.`,
    );
  }
  if (out !== undefined && (!/\.[cm]?ts$/.test(out) || /\.d\.[cm]?ts$/.test(out))) {
    throw new CommandError(
      `${out} can't hold the types. Name a file that ends with .ts, and not with .d.ts: in such a file most projects don't see errors.`,
    );
  }
}

async function read(
  options: GenerateOptions,
): Promise<{ source: PolicySource; types: GeneratedTypes }> {
  const progress = createProgress();
  try {
    progress.say('Reading the policies');
    const source =
      options.from === undefined
        ? await folderSource(options.policies)
        : await adminSource(options.from, credentials(options));
    return { source, types: await generateTypes(source) };
  } finally {
    progress.end();
  }
}

function credentials({ admin }: GenerateOptions): AdminCredentials {
  const [username = '', ...password] = admin?.split(':') ?? [];
  return {
    username: username || (process.env.CERBOS_USERNAME ?? ''),
    password: password.join(':') || (process.env.CERBOS_PASSWORD ?? ''),
  };
}

async function check(
  file: string,
  { source, types }: { source: PolicySource; types: GeneratedTypes },
): Promise<void> {
  const before = await readTypes(file);
  const differences = compareTypes(before ?? '', types.text);
  if (before !== undefined && differences.length === 0) {
    console.log(`${paint.good('✓')} ${file} fits ${source.name} (${summary(types)})`);
    return;
  }
  process.exitCode = exitCodes.no;
  const fault = before === undefined ? 'does not exist' : `does not fit ${source.name}`;
  console.log(`${paint.bad('✗')} ${file} ${fault}`);
  if (before !== undefined) printDifferences(differences);
  console.log('Run npx clerk-cerbos generate, and commit the file.');
}

async function write(file: string, { types }: { types: GeneratedTypes }): Promise<void> {
  const { isNew, isChanged, differences } = await writeTypes(types, file);
  const what = isNew ? 'is new' : isChanged ? 'is written' : 'is up to date';
  console.log(`${paint.good('✓')} ${file} ${what} (${summary(types)})`);
  printDifferences(differences);
}

function printDifferences(lines: readonly string[]): void {
  for (const line of lines) {
    const colour = line.startsWith('+')
      ? paint.good
      : line.startsWith('-')
        ? paint.bad
        : paint.warning;
    console.log(`  ${colour(printable(line))}`);
  }
}

function summary({ text }: GeneratedTypes): string {
  const kinds = kindsIn(text);
  const actions = [...kinds.values()].flat().length;
  return `${count(kinds.size, 'kind')}, ${count(actions, 'action')}`;
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;

function watchAndWrite(options: GenerateOptions, file: string): void {
  const { ready } = watchPolicies(options.policies, async () => {
    try {
      await write(file, await read(options));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      console.error(`${paint.bad('✗')} ${printable(why)}`);
    }
  });
  void ready.then(() => console.error(paint.quiet(`Watching ${options.policies} …`)));
}
