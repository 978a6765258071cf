import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../setup/publishedPackage';

const PAGE = 'docs/production/failover.md';

/** What `npm run failover` writes into the page, and with which arguments. */
const blocks = { faults: 'npm run failover', restarts: 'npm run failover -- --restarts' };

/**
 * Replaces what stands between the marks of a block, and says on which machine it was measured.
 * Returns the name of the file.
 */
export async function writePage(block: keyof typeof blocks, text: string): Promise<string> {
  const path = join(root, PAGE);
  const page = await readFile(path, 'utf8');
  const [open, close] = [`<!-- written by ${blocks[block]} -->`, `<!-- end of ${block} -->`];
  const [from, to] = [page.indexOf(open), page.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`${PAGE} has no block "${open}".`);
  const processors = cpus();
  const machine = `Measured on ${processors.length} × ${processors[0]?.model ?? 'unknown'}, Node ${process.version}, everything on one machine.`;
  const written = `${page.slice(0, from)}${open}\n\n${text}\n\n${machine}\n\n${page.slice(to)}`;
  await writeFile(path, await format(written, { ...(await resolveConfig(path)), filepath: path }));
  return PAGE;
}
