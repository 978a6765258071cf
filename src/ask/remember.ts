import { shareWork, type SharedWork } from './shareWork';

/** What was made, by name. */
export type Remembered<T> = Map<string, SharedWork<T>>;

/**
 * The value of this name: made by `make`, unless that was done before and succeeded.
 *
 * @param signal - of whoever asks; others may wait for the same.
 */
export function remember<T>(
  values: Remembered<T>,
  name: string,
  make: (signal: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const before = values.get(name);
  if (before?.isLost() === false) return before.join(signal);
  const made = shareWork(make);
  values.set(name, made);
  return made.join(signal);
}
