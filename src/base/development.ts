const said = new Set<string>();

/** Is the app being developed? Only then is it worth a word on the console. */
export function isDevelopment(): boolean {
  return typeof process !== 'undefined' && process.env.NODE_ENV === 'development';
}

/** Says a thing once per process, and only in development. */
export function warnOnce(message: string): void {
  if (isDevelopment()) sayOnce(message);
}

// Some messages name what a caller chose: there is no end to those.
const MAX_SAID = 200;

/** Says a thing once per process, in production, too. */
export function sayOnce(message: string): void {
  if (said.has(message) || said.size >= MAX_SAID) return;
  said.add(message);
  console.warn(`[clerk-cerbos] ${message}`);
}
