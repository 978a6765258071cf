import { RejectedError } from '../errors';

/**
 * Which of the resources does the PDP refuse? None, where it refuses something else as well: then
 * nobody else could be answered either.
 */
export function refusedPositions(error: unknown): number[] {
  if (!(error instanceof RejectedError)) return [];
  const { message } = error;
  if (/(?:error: |\n - )(?!resources\[\d)/.test(message)) return [];
  return Array.from(message.matchAll(/\bresources\[(\d+)\]/g), ([, position]) => Number(position));
}

/** The refusal of one resource: where it stood among others says nothing to whoever asked. */
export function refusalOfOne(error: unknown): unknown {
  if (!(error instanceof RejectedError)) return error;
  const { code, message, cause } = error;
  return new RejectedError({ code, message: message.replace(/\bresources\[\d+\]\./g, ''), cause });
}

/** Is it refused for its size alone? Then what was put together can be asked in parts. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof RejectedError && error.message.includes('larger than max');
}
