import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fences } from '../../house/fences';
import { root } from '../../setup/publishedPackage';

/** A page of docs/start that builds an app, as its reader follows it. */
export interface Quickstart {
  /** `nextjs`, of docs/start/nextjs.md. */
  readonly name: string;
  readonly text: string;
  /** The files that the reader writes, by their path. */
  readonly files: ReadonlyMap<string, string>;
  /** What the reader adds to files that the app has already, by their path. */
  readonly additions: ReadonlyMap<string, string>;
  /** What starts the app without a Clerk account; a page may show a command for each runtime. */
  readonly commands: readonly string[];
  readonly requests: readonly QuickstartRequest[];
}

/** A `curl` line of the page, and what the page says that it prints. */
export interface QuickstartRequest {
  readonly curl: string;
  readonly printed: string;
}

const fileName = /^(?:\/\/|#) ([\w./[\]$-]+\.(?:tsx?|mjs|yaml))(: add these lines)?$/;

/** Reads a page of docs/start. */
export function readQuickstart(name: string): Quickstart {
  const text = readFileSync(join(root, 'docs/start', `${name}.md`), 'utf8');
  const files = new Map<string, string>();
  const additions = new Map<string, string>();
  const commands: string[] = [];
  const requests: QuickstartRequest[] = [];

  let curl: string | undefined;
  for (const { language, code } of fences(text)) {
    if (curl !== undefined) requests.push({ curl, printed: language === 'text' ? code : '' });
    curl = language === 'sh' && code.startsWith('curl ') ? code : undefined;
    if (language === 'sh' && code.startsWith('node scripts/')) commands.push(code.trim());

    const [, path, isAddition] = fileName.exec(code.split('\n', 1)[0] ?? '') ?? [];
    if (path === undefined) continue;
    (isAddition === undefined ? files : additions).set(path, code);
  }
  return { name, text, files, additions, commands, requests };
}
