import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../setup/publishedPackage';
import type { Measured } from './measureAll';
import { quotedBlock, quotedIn } from './quotedBlock';
import { markdownTable, requestsMarkdown } from './report';

/** Where the figures of the last whole run stand, and the page that quotes those with a target. */
const RESULTS = 'test/bench/results.md';
const PAGE = 'docs/about/benchmarks.md';

/** Writes the figures down, and has the page quote them. Returns the names of the files. */
export async function writeResults({ figures, requests }: Measured): Promise<string[]> {
  const processors = cpus();
  const machine = `${processors.length} × ${processors[0]?.model ?? 'unknown'}, Node ${process.version}`;
  const results = await pretty(
    RESULTS,
    `# The last run of \`npm run bench\`

Medians of paired rounds, everything on one machine (${machine}). Ratios are the result; what is in milliseconds, microseconds or bytes is of that machine.

${markdownTable(figures)}

## A guarded request

One route with a session token that Clerk's SDK verifies: unguarded, guarded by hand (\`hand\`) and by us (\`ours\`), over each client. Medians of the rounds. CPU is that of the app's process for each request.

${requestsMarkdown(requests)}
`,
  );
  await writeFile(join(root, RESULTS), results);
  const page = await readFile(join(root, PAGE), 'utf8');
  const quoted = quotedIn(page);
  if (quoted === undefined) throw new Error(`${PAGE} has no block for the figures.`);
  const block = quotedBlock(results);
  await writeFile(
    join(root, PAGE),
    await pretty(
      PAGE,
      page.replace(quoted, () => block),
    ),
  );
  return [RESULTS, PAGE];
}

async function pretty(file: string, text: string): Promise<string> {
  const path = join(root, file);
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}
