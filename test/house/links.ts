import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { root } from '../setup/publishedPackage';
import { withoutFences } from './fences';
import { anchorsOf } from './headings';

/** What is wrong with the links of a Markdown file that lead into the repository. */
export function deadLinksOf(file: string): string[] {
  const text = withoutFences(read(file));
  return linksIn(text).flatMap(({ line, target }) => {
    const [path = '', anchor] = target.split('#', 2);
    const goal = path === '' ? file : posix.join(posix.dirname(file), decodeURI(path));
    const place = `${file}:${line}`;
    // Made by TypeDoc, not committed: the build of the site checks these.
    if (goal.startsWith('docs/reference/api/')) return [];
    if (goal.startsWith('..')) return [`${place}: ${target} leads out of the repository`];
    if (!existsSync(join(root, goal))) return [`${place}: there is no ${goal}`];
    if (anchor === undefined || anchorsIn(goal).has(anchor)) return [];
    return [`${place}: ${goal} has no heading #${anchor}`];
  });
}

interface Link {
  readonly line: number;
  readonly target: string;
}

function linksIn(text: string): Link[] {
  const inline =
    /\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|(?:href|src)="([^"]+)"|^\s*\[[^\]]+\]:\s+(\S+)/g;
  return text.split('\n').flatMap((content, index) =>
    [...content.replaceAll(/`[^`]*`/g, '``').matchAll(inline)]
      .map(([, inText, inTag, below]: (string | undefined)[]) => inText ?? inTag ?? below ?? '')
      // Another site, or a path of the built site itself.
      .filter((target) => !/^(?:[a-z][a-z+.-]*:|\/)/i.test(target))
      .map((target) => ({ line: index + 1, target })),
  );
}

const known = new Map<string, ReadonlySet<string>>();

function anchorsIn(file: string): ReadonlySet<string> {
  const found = known.get(file) ?? (file.endsWith('.md') ? anchorsOf(read(file)) : new Set());
  known.set(file, found);
  return found;
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
