const OPEN = '<!-- figures of test/bench/results.md, written by npm run bench -->';
const CLOSE = '<!-- end of the figures -->';

/** What of a text stands between the marks, and the marks. */
export function quotedIn(readme: string): string | undefined {
  const from = readme.indexOf(OPEN);
  const to = readme.indexOf(CLOSE);
  return from < 0 || to < from ? undefined : readme.slice(from, to + CLOSE.length);
}

/** The figures that README.md quotes: those of the results that have a target, sizes apart. */
export function quotedBlock(results: string): string {
  const table = results.split('\n').filter((line) => line.startsWith('|'));
  const rows = table.map((line) => line.split('|').map((cell) => cell.trim()));
  const quoted = rows.filter(
    ([, what = '', , , target = '']) => target !== '' && !what.startsWith('size'),
  );
  return [OPEN, '', ...quoted.map((cells) => cells.join(' | ').trim()), '', CLOSE].join('\n');
}
