import type { CheckResult } from './Check';
import type { ClerkKeys } from './clerk/readClerkKeys';

/**
 * Takes Clerk's keys out of results. No check puts one in; but a text from elsewhere may hold one:
 * an error of the runtime, what Clerk or a policy says.
 */
export function hideSecrets(result: CheckResult, keys: ClerkKeys): CheckResult {
  const hide = (text: string) => {
    const hidden = text.replaceAll(/\b(sk_(?:test|live)_)\w+/g, '$1…');
    const { value = '' } = keys.secretKey ?? {};
    // A shorter one is no key, and stands in ordinary words.
    return value.length < minLength ? hidden : hidden.replaceAll(value, '…');
  };
  const { name, status, message, detail, remedy } = result;
  return {
    name,
    status,
    message: hide(message),
    ...(detail !== undefined && { detail: hide(detail) }),
    ...(remedy !== undefined && { remedy: hide(remedy) }),
  };
}

const minLength = 8;
