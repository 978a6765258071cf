import { ownMember } from './ownMember';
import { RequestError } from './RequestError';

// Timers overflow, and a page that is this old is looked at anew anyway.
const MAX_RETRY_AFTER_S = 3600;

/**
 * Reads JSON; an empty body is `undefined`.
 *
 * @param isWelcome - bodies that are returned even if the request failed.
 * @throws RequestError if it failed, with the `code` of its problem, or if it is not JSON.
 */
export async function readJson(
  response: Response,
  isWelcome?: (body: unknown) => boolean,
): Promise<unknown> {
  const { ok, status, headers } = response;
  const text = await response.text();
  let body: unknown;
  try {
    if (text) body = JSON.parse(text);
  } catch {
    // A page of a proxy, say. Neither it nor the complaint about it is shown: they hold its text.
    if (ok) throw new RequestError(status, 'invalid_answer');
  }
  if (ok || isWelcome?.(body)) return body;
  const code = ownMember(body, 'code');
  // Dates are rare, and not worth the bytes.
  const wait = Number(headers.get('Retry-After'));
  throw new RequestError(
    status,
    typeof code === 'string' ? code : 'invalid_answer',
    wait > 0 && wait < MAX_RETRY_AFTER_S ? wait : undefined,
  );
}
