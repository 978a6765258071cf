import {
  type ConfigurationError,
  type DeniedError,
  errorKind,
  type RejectedError,
  type UnavailableError,
  type UntranslatablePlanError,
} from './errors';

/** Any error of this package. `code` tells which one. */
export type AnyClerkCerbosError =
  DeniedError | UnavailableError | RejectedError | ConfigurationError | UntranslatablePlanError;

/**
 * Is this an error of this package? Works across several copies of the package.
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
 * Is this a DeniedError: is the answer no? Works across several copies of the package.
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
 * Is this an UnavailableError: is there no answer? Works across several copies of the package.
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
