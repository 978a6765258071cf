import { invalidConfiguration } from '../../base/errors';

/**
 * Refuses a call of a guard that the framework did not make: without `next`, nothing could run.
 *
 * @throws ConfigurationError `invalid_configuration`.
 */
export function refuseWithoutNext(next: unknown): void {
  if (typeof next === 'function') return;
  throw invalidConfiguration(
    'A guard was called without next. Write app.get(path, withCerbos(rule), handler), or app.get(path, withCerbos(rule, handler)).',
  );
}
