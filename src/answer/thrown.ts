/**
 * What was thrown, as something that a framework can only take for an error: Express and Fastify
 * go on to the handler if they are passed `undefined`, and Express if it is passed `'route'`.
 */
export function thrown(error: unknown): Error {
  // Frameworks hand on other objects, too, and look for what they know of an error.
  if (typeof error === 'object' && error !== null) return error as Error;
  return new Error(`Something that is no error was thrown: ${String(error)}`, { cause: error });
}
