import type { SessionKey } from '../base/wire';
import type { ClerkPageAuth } from './ClerkPageAuth';
import { misconfigured } from './misconfigured';
import { readJson } from './requestJson';

/** The session of the page, and the endpoint. */
export interface Page extends ClerkPageAuth {
  /** Made by `encodeSession`. */
  readonly session: string;
  readonly endpoint: string;
  /** Is it in a tab, or in an app, that the user does not see now? */
  readonly isHidden: () => boolean;
}

/**
 * The endpoint, if there can be one at it.
 *
 * @throws ConfigurationError `invalid_configuration` for a path where there is no page to whose
 * origin it could belong: in React Native, and on a server.
 */
export function reachable(endpoint: string): string {
  return typeof location !== 'undefined' || /^https?:/.test(endpoint)
    ? endpoint
    : misconfigured(
        `Write a full URL as the endpoint: there is no page to whose origin "${endpoint}" could belong.`,
      );
}

/**
 * Asks the app's `checkEndpoint` for the session of the page, and for no other one.
 *
 * @returns the body of its answer.
 * @throws RequestError if it refuses; the error of `fetch` or `getToken` if there is no answer.
 */
export async function postAs(
  { endpoint, getToken, session }: Page,
  question: object,
  signal: AbortSignal,
): Promise<unknown> {
  // It was made by `encodeSession`.
  const body = JSON.stringify({ session: JSON.parse(session) as SessionKey, ...question });

  const post = async (byToken: boolean): Promise<unknown> => {
    const token = byToken && (await getToken());
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body,
      credentials: byToken ? 'omit' : 'same-origin',
      signal,
    });
    // The cookie belongs to the tab that was last in focus, maybe with another organization.
    return response.status === 409 && !byToken
      ? post(true)
      : readJson(response, undefined, endpoint);
  };

  // Without a document, as in React Native, there is no origin whose cookies could be sent.
  return post(
    typeof document === 'undefined' ||
      new URL(endpoint, document.baseURI).origin !== location.origin,
  );
}
