import { readFile, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { cerbosBinary } from '../../testing/cerbos/cerbosBinary';
import { CommandError, exitCodes } from '../CommandError';
import { readPdpSettings } from '../pdp/readPdpSettings';
import { readPolicies } from '../policies/readPolicies';
import { createProgress } from '../terminal/createProgress';
import { paint } from '../terminal/paint';
import { decideMatrix } from './decideMatrix';
import type { Matrix } from './Matrix';
import { changeLines, matrixChanges } from './matrixChanges';
import { matrixHtml } from './matrixHtml';
import { matrixMarkdown, readMatrixMarkdown } from './matrixMarkdown';
import { matrixTable } from './matrixTable';
import { readFixtures } from './readFixtures';

type Format = 'table' | 'markdown' | 'html' | 'json';

interface MatrixCommandOptions {
  readonly policies: string;
  readonly config?: string;
  readonly fixtures?: string;
  readonly kind?: readonly string[];
  readonly now?: string;
  readonly ignoreSchemas?: boolean;
  readonly format?: Format;
  readonly out?: string;
  readonly check?: string;
}

/** Runs `clerk-cerbos matrix`. */
export async function runMatrix(options: MatrixCommandOptions): Promise<void> {
  const { policies, fixtures = policies, kind = [], now, ignoreSchemas = false } = options;
  const { engine } = await readPdpSettings(options.config);
  const progress = createProgress();
  progress.say('Asking the engine of Cerbos');
  const matrix = await decideMatrix(await readPolicies(policies), await readFixtures(fixtures), {
    binary: cerbosBinary(process.cwd()),
    kinds: kind,
    ignoreSchemas,
    engine,
    ...(now !== undefined && { now }),
  }).finally(progress.end);

  if (options.check !== undefined) {
    await check(matrix, options.check);
    return;
  }
  const format = options.format ?? formatOf(options.out) ?? 'table';
  if (options.out === undefined) {
    console.log(write[format](matrix).trimEnd());
    return;
  }
  await writeFile(options.out, write[format](matrix));
  console.log(`${paint.good('✓')} ${options.out} says who may do what.`);
}

const write: Readonly<Record<Format, (matrix: Matrix) => string>> = {
  table: matrixTable,
  markdown: matrixMarkdown,
  html: matrixHtml,
  json: (matrix) => `${JSON.stringify(matrix, null, 2)}\n`,
};

function formatOf(file: string | undefined): Format | undefined {
  const formats: Readonly<Record<string, Format>> = {
    '.md': 'markdown',
    '.html': 'html',
    '.json': 'json',
  };
  return file === undefined ? undefined : formats[extname(file).toLowerCase()];
}

async function check(matrix: Matrix, file: string): Promise<void> {
  const changes = matrixChanges(await readMatrix(file), matrix);
  if (changes.length === 0) {
    console.log(`${paint.good('✓')} ${file} is up to date.`);
    return;
  }
  const count = `${changes.length} ${changes.length === 1 ? 'answer changes' : 'answers change'}`;
  console.log(`${paint.bad('✗')} ${file} is out of date: ${count}.`);
  console.log(changeLines(changes).join('\n'));
  console.log(`\nIf this is what you want: npx clerk-cerbos matrix --out ${file}`);
  process.exitCode = exitCodes.no;
}

async function readMatrix(file: string): Promise<Matrix> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CommandError(
      `${file} does not exist. Write it first: npx clerk-cerbos matrix --out ${file}.`,
    );
  });
  if (extname(file).toLowerCase() !== '.json') return readMatrixMarkdown(text, file);
  try {
    // It is the file that --out wrote.
    return JSON.parse(text) as Matrix;
  } catch {
    throw new CommandError(
      `${file} is not JSON. Write it again: npx clerk-cerbos matrix --out ${file}.`,
    );
  }
}
