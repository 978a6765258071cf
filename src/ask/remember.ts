import { shareWork, type SharedWork } from './shareWork';
import type { StopSignal } from './StopSignal';
import { withDeadline } from './withDeadline';

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
  make: (signal: StopSignal) => Promise<T>,
  signal?: StopSignal,
): Promise<T> {
  return withDeadline({ signal }, (stop) => {
    const before = values.get(name);
    if (before?.isLost() === false) return before.join(stop);
    const made = shareWork(make);
    values.set(name, made);
    return made.join(stop);
  });
}
