import { ConfigurationError } from './errors';

/** The app is put together wrongly: the message says how, and what to write instead. */
export function misconfigured(message: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError({ code: 'invalid_configuration', message, cause });
}
