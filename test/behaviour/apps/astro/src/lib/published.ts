/** The documents that an action has published since the app started. */
export const published = new Set<string>();
