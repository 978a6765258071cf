/** What a figure must be at most, or at least. */
export type Target = { readonly atMost: number } | { readonly atLeast: number };

/** One figure of the bench. */
export interface Figure {
  /** What is measured; of a ratio, what by what. */
  readonly name: string;
  /** With which client, or of which entry. */
  readonly of: string;
  readonly value: number;
  /** `×`, `µs`, `ms`, `kB`, `calls` or `bytes`. */
  readonly unit: string;
  readonly target?: Target;
}

/** Is it as it should be? A figure without a target always is. */
export function isMet({ value, target }: Figure): boolean {
  if (target === undefined) return true;
  return 'atMost' in target ? value <= target.atMost : value >= target.atLeast;
}
