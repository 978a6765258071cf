interface Compared {
  readonly differences: readonly string[];
}

/** The exit code of `--once`: 0 if there was at least one row and all were as expected. */
export function exitCode(rows: readonly Compared[]): 0 | 1 {
  return rows.length > 0 && rows.every(({ differences }) => differences.length === 0) ? 0 : 1;
}
