import { filesOf } from './recipe';

/** How many lines of code a page shows in these files, without comments and empty lines. */
export function linesOfCode(page: string, paths: readonly string[]): number {
  const files = filesOf(page);
  const lines = paths.flatMap((path) => (files[path] ?? missing(path)).split('\n'));
  return lines.filter((line) => line.trim() !== '' && !/^\s*(?:\/\/|\/?\*)/.test(line)).length;
}

function missing(path: string): never {
  throw new Error(`The page shows no ${path}.`);
}
