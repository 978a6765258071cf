/** What was used last, and no more of it than fits. */
export interface Recent<Value> {
  get: (name: string) => Value | undefined;
  set: (name: string, value: Value) => void;
}

/**
 * Remembers up to `maxEntries` values, and forgets first what was not used for longest. A Map
 * keeps the order in which its entries were made.
 */
export function createRecent<Value extends object>(maxEntries: number): Recent<Value> {
  const entries = new Map<string, Value>();
  const set = (name: string, value: Value) => {
    entries.delete(name);
    entries.set(name, value);
    if (entries.size <= maxEntries) return;
    for (const oldest of entries.keys()) {
      entries.delete(oldest);
      return;
    }
  };
  return {
    get(name) {
      const value = entries.get(name);
      if (value !== undefined) set(name, value);
      return value;
    },
    set,
  };
}
