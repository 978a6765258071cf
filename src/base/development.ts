const said = new Set<string>();

/** Is `NODE_ENV` "development"? Hints on the console are for that case only. */
export function isDevelopment(): boolean {
  // Bundlers for the browser replace the whole expression, and leave `typeof process` as it is.
  try {
    return process.env.NODE_ENV === 'development';
  } catch {
    return false;
  }
}

/** Logs a warning once per process, in development only. */
export function warnOnce(message: string): void {
  if (isDevelopment()) sayOnce(message);
}

// Some messages contain values that a client chose, so their number has no limit.
const MAX_SAID = 200;

/** Logs a warning once per process, in production, too. */
export function sayOnce(message: string): void {
  if (said.has(message) || said.size >= MAX_SAID) return;
  said.add(message);
  say(message);
}

/** Logs a line, each time. */
export function say(message: string): void {
  console.warn(`[clerk-cerbos] ${message}`);
}
