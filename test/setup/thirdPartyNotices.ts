import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const licenceFile = /^(licen[cs]e|copying|notice)/i;

/**
 * Writes the licences of the packages that were bundled, as their licences demand.
 *
 * @param metafile - esbuild's list of what went into the bundle. It is removed.
 * @param target - the file to write.
 * @throws Error if a package has no licence text.
 */
export function writeThirdPartyNotices(metafile: string, target: string): void {
  // esbuild's own format.
  const { inputs } = JSON.parse(readFileSync(metafile, 'utf8')) as { inputs: object };
  const folders = new Set(
    Object.keys(inputs).flatMap(
      (file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [],
    ),
  );
  const notices = [...folders].sort().map(noticeOf);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(
    target,
    `The command line of clerk-cerbos contains these packages.\n\n${notices.join('\n')}`,
  );
  rmSync(metafile);
}

function noticeOf(folder: string): string {
  // A package's own manifest.
  const { name, version, license } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as { name: string; version: string; license?: string };
  const file = readdirSync(folder).find((one) => licenceFile.test(one));
  if (file === undefined && license === undefined) {
    throw new Error(`${name} is bundled, but has no licence. Do not bundle it.`);
  }
  const text =
    file === undefined ? `Licence: ${license ?? ''}` : readFileSync(join(folder, file), 'utf8');
  return `${'='.repeat(80)}\n${name} ${version} (${license ?? 'see below'})\n${'='.repeat(80)}\n\n${text.trim()}\n`;
}
