/** A member of what was parsed from JSON, never one that it inherits. */
export function ownMember(value: unknown, name: string): unknown {
  return value instanceof Object && Object.hasOwn(value, name)
    ? // What it has of its own, it has.
      (value as Record<string, unknown>)[name]
    : undefined;
}
