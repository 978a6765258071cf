/** A member of whatever it is; `undefined` where it has none. */
export function member(value: unknown, name: string): unknown {
  return isObject(value) ? Reflect.get(value, name) : undefined;
}

/** Is it an object, of any kind? */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
