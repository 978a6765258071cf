import { brand } from '../base/errors';

/** @throws ConfigurationError `invalid_configuration`, always. */
export function misconfigured(message: string): never {
  // Not the class itself: it would add a thirtieth to the size of the entries for the browser.
  const code = 'invalid_configuration';
  throw Object.assign(new Error(`${message} [${code}]`), {
    name: 'ConfigurationError',
    code,
    [brand]: 'configuration',
  });
}
