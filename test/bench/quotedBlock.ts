const OPEN = '<!-- figures of test/bench/results.md, written by npm run bench -->';
const CLOSE = '<!-- end of the figures -->';

/** What of a text stands between the marks, and the marks. */
export function quotedIn(page: string): string | undefined {
  const from = page.indexOf(OPEN);
  const to = page.indexOf(CLOSE);
  return from < 0 || to < from ? undefined : page.slice(from, to + CLOSE.length);
}

/** The figures that docs/about/benchmarks.md quotes: those of the results that have a target, sizes apart. */
export function quotedBlock(results: string): string {
  // What a request costs stands in a table of its own, below.
  const [first = ''] = results.split('\n## ');
  const table = first.split('\n').filter((line) => line.startsWith('|'));
  const rows = table.map((line) => line.split('|').map((cell) => cell.trim()));
  const quoted = rows.filter(
    ([, what = '', , , target = '']) => target !== '' && !what.startsWith('size'),
  );
  return [OPEN, '', ...quoted.map((cells) => cells.join(' | ').trim()), '', CLOSE].join('\n');
}
