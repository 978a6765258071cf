import { type AnyClerkCerbosError, brand, type DeniedError, type UnavailableError } from './errors';

/** Which of our errors it is, whichever copy of the package, or subclass, threw. */
export function errorKind(error: unknown): unknown {
  return error instanceof Error ? Reflect.get(error, brand) : undefined;
}

/**
 * Is this an error of this package, whichever copy of it threw?
 *
 * @example
 * ```ts
 * import { isClerkCerbosError } from 'clerk-cerbos';
 *
 * export const isOurs = (error: unknown) => isClerkCerbosError(error);
 * ```
 */
export function isClerkCerbosError(error: unknown): error is AnyClerkCerbosError {
  return errorKind(error) !== undefined;
}

/**
 * Was the question answered with no, whichever copy of the package threw?
 *
 * @example
 * ```ts
 * import { isDenied } from 'clerk-cerbos';
 *
 * export const explain = (error: unknown) => (isDenied(error) ? error.actions.join(', ') : undefined);
 * ```
 */
export function isDenied(error: unknown): error is DeniedError {
  return errorKind(error) === 'denied';
}

/**
 * Is there no answer that could be trusted, whichever copy of the package threw?
 *
 * @example
 * ```ts
 * import { isUnavailable } from 'clerk-cerbos';
 *
 * export const mayRetry = (error: unknown) => isUnavailable(error);
 * ```
 */
export function isUnavailable(error: unknown): error is UnavailableError {
  return errorKind(error) === 'unavailable';
}
