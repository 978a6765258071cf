interface Compared {
  readonly differences: readonly string[];
}

/** What `--once` ends with: 0 only if there was something to see and all of it was as expected. */
export function exitCode(rows: readonly Compared[]): 0 | 1 {
  return rows.length > 0 && rows.every(({ differences }) => differences.length === 0) ? 0 : 1;
}
