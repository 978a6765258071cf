import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Formats code as the project does that a file belongs to: with its Biome or Prettier. Otherwise its
 * own check of the format would change the file after each `generate`.
 *
 * @param file - where the code is to stand, an absolute path.
 * @returns the code as it is, if the project has no formatter, or it can't be run.
 */
export async function formatAsProject(code: string, file: string): Promise<string> {
  const folder = dirname(file);
  try {
    return hasBiome(folder)
      ? await formatWithBiome(code, file, requireOf('@biomejs/biome', folder))
      : await formatWithPrettier(code, file, requireOf('prettier', folder));
  } catch {
    // The code is right in any layout.
    return code;
  }
}

/**
 * Resolves from the next package, outwards, that names a formatter. What is only installed for
 * another package may be another version.
 */
function requireOf(formatter: string, folder: string): NodeJS.Require {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest)) {
    // What npm wants a package.json to be; of another shape, the formatter is not found.
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(manifest, 'utf8'),
    ) as Manifest;
    if (formatter in { ...dependencies, ...devDependencies }) return createRequire(manifest);
  }
  if (dirname(folder) === folder) throw new Error(`No package.json names ${formatter}.`);
  return requireOf(formatter, dirname(folder));
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Says whether a folder, or one around it, has settings of Biome. */
function hasBiome(folder: string): boolean {
  if (['biome.json', 'biome.jsonc'].some((name) => existsSync(join(folder, name)))) return true;
  return dirname(folder) !== folder && hasBiome(dirname(folder));
}

async function formatWithBiome(
  code: string,
  file: string,
  fromProject: NodeJS.Require,
): Promise<string> {
  const biome = fromProject.resolve('@biomejs/biome/bin/biome');
  const child = spawn(process.execPath, [biome, 'format', `--stdin-file-path=${file}`], {
    cwd: dirname(file),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const closed = once(child, 'close');
  let formatted = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    formatted += chunk;
  });
  child.stdin.end(code);
  await closed;
  return child.exitCode === 0 && formatted !== '' ? formatted : code;
}

/** What we call of Prettier 2 and 3. */
interface Prettier {
  readonly format: (code: string, options: object) => string | Promise<string>;
  readonly getFileInfo: (
    file: string,
    options: { readonly ignorePath: string },
  ) => Promise<{ readonly ignored: boolean }>;
  readonly resolveConfig: (
    file: string,
    options: { readonly editorconfig: boolean },
  ) => Promise<object | null>;
}

async function formatWithPrettier(
  code: string,
  file: string,
  fromProject: NodeJS.Require,
): Promise<string> {
  // What the package of this name exports; if it does not, a call fails, and the code stays.
  const prettier = fromProject('prettier') as Prettier;
  const { ignored } = await prettier.getFileInfo(file, { ignorePath: '.prettierignore' });
  if (ignored) return code;
  const settings = await prettier.resolveConfig(file, { editorconfig: true });
  return prettier.format(code, { ...settings, filepath: file });
}
