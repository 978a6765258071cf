const said = new Set<string>();

/** Is the app being developed? Only then is it worth a word on the console. */
export function isDevelopment(): boolean {
  return typeof process !== 'undefined' && process.env.NODE_ENV === 'development';
}

/** Says a thing once per process, and only in development. */
export function warnOnce(message: string): void {
  if (!isDevelopment() || said.has(message)) return;
  said.add(message);
  console.warn(`[clerk-cerbos] ${message}`);
}
